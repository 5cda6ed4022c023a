"""A mail server for tests: aiosmtpd, with a few addresses that misbehave.

smtpd.py CERTIFICATE KEY MODE, where MODE is starttls, tls or none. It prints its
port, and then every mail that it takes as one line of base64.
"""

import asyncio
import base64
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        user = address.split("@")[0]
        if user == "nobody":
            return "550 5.1.1 <%s>: no such user" % address
        if user == "later":
            return "451 4.3.0 <%s>: come back later" % address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        user = envelope.rcpt_tos[0].split("@")[0]
        if user == "full":
            return "452 4.2.2 mailbox full"
        if user == "spam":
            return "554 5.7.1 not wanted"
        line = (envelope.mail_from + "\n" + envelope.rcpt_tos[0] + "\n").encode() + envelope.content
        print(base64.b64encode(line).decode(), flush=True)
        if user == "lost":
            server.transport.abort()
        return "250 OK"


def login(server, session, envelope, mechanism, data):
    good = getattr(data, "login", b"") == b"numerek" and getattr(data, "password", b"") == b"secret of the test"
    return AuthResult(success=good, handled=False)


async def main():
    certificate, key, mode = sys.argv[1:]
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    def smtp():
        return SMTP(
            Handler(),
            hostname="localhost",
            tls_context=context if mode == "starttls" else None,
            require_starttls=mode == "starttls",
            authenticator=login if mode != "none" else None,
            auth_required=mode != "none",
            auth_require_tls=mode == "starttls",
        )

    server = await asyncio.get_running_loop().create_server(
        smtp, "localhost", 0, family=2, ssl=context if mode == "tls" else None
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
