"""Members: who are we, who is new?"""

from flask import render_template

from assembly.members import queries
from assembly.members.kinds import Region
from assembly.members.last_assembly import last_assembly_on
from assembly.members.wording import region_label
from assembly.security import public
from assembly.web import localized_blueprint

blueprint = localized_blueprint("members", __name__)


@blueprint.get("/members")
@public
def directory() -> str:
    """Show all members by region, and mark those who joined since the last assembly."""
    members, since = queries.directory(), last_assembly_on()
    new = {member.id for member in members if since and member.joined_on and member.joined_on > since}
    regions = [
        (region_label(region), found)
        for region in Region
        if (found := [member for member in members if member.region == region])
    ]
    countries = len({member.country for member in members})
    return render_template(
        "members/directory.html", members=members, regions=regions, countries=countries, new=new, since=since
    )
