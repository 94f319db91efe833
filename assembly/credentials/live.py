"""Who votes for a member at this moment, as parts of a larger statement: the same that `queries.roll_facts` tells.

Where hundreds cast a ballot a second there is no time for statements of their own. To be read within
`scope.everything()`, as nobody's own data decides who votes.
"""

from sqlalchemy import ColumnExpressionArgument, ScalarSelect, select

from assembly.credentials.models import Credential, CredentialHolder, CredentialState, Proxy
from assembly.credentials.queries import PROXY_STANDS, STANDS
from assembly.registration.models import Delegation, Registration
from assembly.registration.queries import LIVE


def delegate_of(event_id: ColumnExpressionArgument[int], member_id: ColumnExpressionArgument[int]) -> ScalarSelect[int]:
    """Return the first of a member's own people who is still registered: their person id."""
    return (
        select(Registration.person_id)
        .join(CredentialHolder, CredentialHolder.registration_id == Registration.id)
        .join(CredentialHolder.credential)
        .join(Credential.delegation)
        .where(
            Delegation.event_id == event_id,
            Delegation.member_id == member_id,
            Registration.event_id == event_id,
            Registration.member_id == member_id,
            Credential.state == CredentialState.ACCEPTED,
            STANDS,
            LIVE,
        )
        .order_by(CredentialHolder.position)
        .limit(1)
        .scalar_subquery()
    )


def proxy_holder_of(
    event_id: ColumnExpressionArgument[int], member_id: ColumnExpressionArgument[int]
) -> ScalarSelect[int]:
    """Return who holds a member's accepted proxy, as long as they are registered: their person id."""
    return (
        select(Registration.person_id)
        .join(Proxy, Proxy.holder_registration_id == Registration.id)
        .where(
            Proxy.event_id == event_id,
            Proxy.member_id == member_id,
            Proxy.accepted_at.is_not(None),
            PROXY_STANDS,
            LIVE,
        )
        .limit(1)
        .scalar_subquery()
    )
