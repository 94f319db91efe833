"""The bare floor: the least that Flask and Celery do, measured in the same run as the product."""

import os
import threading

import psycopg
from celery import Celery
from flask import Flask, render_template_string

PAGE = """<!doctype html><title>Floor</title><table>
{% for row in rows %}<tr><th>{{ row.name }}</th><td>{{ row.country }}</td><td>{{ row.number }}</td></tr>{% endfor %}
</table>"""

app = Flask(__name__)
kept = threading.local()
celery = Celery("floor")
celery.conf.update(task_ignore_result=True)


@app.get("/")
def page() -> str:
    """A template of 50 rows, with no database, no language, no session."""
    rows = [{"name": f"Member {number}", "country": "Mali", "number": number} for number in range(50)]
    return render_template_string(PAGE, rows=rows)


@app.post("/two-writes")
def two_writes() -> str:
    """Write two rows into PostgreSQL and commit, on a connection that stays open; the benchmark made the table."""
    if not hasattr(kept, "connection"):
        kept.connection = psycopg.connect(os.environ["DATABASE_URL"].replace("+psycopg", ""))
    kept.connection.execute("INSERT INTO floor (text) VALUES (%s)", ["one"])
    kept.connection.execute("INSERT INTO floor (text) VALUES (%s)", ["other"])
    kept.connection.commit()
    return ""


@celery.task
def nothing() -> None:
    """Do nothing."""
