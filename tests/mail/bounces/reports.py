"""Reports of mail servers, as they come (RFC 3464)."""


def report(
    to: str = "bounces@assembly.example",
    *,
    action: str = "failed",
    status: str = "5.1.1",
    reason: str = "550 5.1.1 no such user here",
    message_id: str = "",
    headers_only: bool = False,
) -> bytes:
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    original = f"Message-ID: {message_id}\nSubject: The programme\n\n" + ("" if headers_only else "Dear Awa\n")
    return f"""From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b0"

--b0
Content-Type: text/plain

I am sorry to have to tell you that your mail did not arrive.

--b0
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; awa@mali.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {reason}

--b0
Content-Type: {kind}

{original}
--b0--
""".encode()


HOLIDAY = b"""From: awa@mali.example
To: bounces@assembly.example
Subject: I am on holiday
Auto-Submitted: auto-replied

Back on Monday.
"""
