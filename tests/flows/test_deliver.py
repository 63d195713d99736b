import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from flows.deliver import DeliveryError, Fault, MailServer, Outbox, open_postman
from flows.settings import Settings, Smtp
from flows.store import open_store
from tests.flows.post_office import PostOffice, post_office

ANN = "ann@council.example"


def message(to: str = ANN) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "Leeds: children’s services down"
    mail["From"] = "watch@watch.example"
    mail["To"] = to
    mail["Message-ID"] = "<m1@watch.example>"
    mail.set_content("Inspectors’ words.\n.\n")
    return mail


def refusal(smtp: Smtp, to: str = ANN) -> DeliveryError:
    with pytest.raises(DeliveryError) as error:
        MailServer(smtp).deliver(message(to))
    assert "\n" not in str(error.value)
    assert f"{smtp.host}:{smtp.port}" in str(error.value)
    return error.value


def test_a_message_that_the_server_takes_arrives_whole(post: PostOffice) -> None:
    assert MailServer(post.smtp()).deliver(message()) == f"127.0.0.1:{post.port}"

    (arrived,) = post.accepted
    assert (arrived["Subject"], arrived["Message-ID"]) == ("Leeds: children’s services down", "<m1@watch.example>")
    assert arrived.get_content().splitlines() == ["Inspectors’ words.", "."]


@pytest.mark.parametrize(
    ("answer", "final"),
    [
        ("450 mailbox busy", False),
        ("451 try later", False),
        ("550 no such user", True),
        ("553 bad name", True),
        ("530 login first", False),
    ],
)
def test_an_address_that_is_refused_is_final_only_with_a_permanent_answer(
    post: PostOffice, answer: str, final: bool
) -> None:
    post.refusals[ANN] = answer
    error = refusal(post.smtp())

    assert error.final is final
    assert f"refused the mail to {ANN}: {answer}" in str(error)


@pytest.mark.parametrize(("answer", "final"), [("451 try later", False), ("452 full", False), ("554 spam", True)])
def test_a_message_that_is_refused_is_final_only_with_a_permanent_answer(
    post: PostOffice, answer: str, final: bool
) -> None:
    post.on_data = answer

    assert refusal(post.smtp()).final is final
    assert post.accepted == []


def test_a_server_that_is_not_there_may_come_back() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    error = refusal(Smtp(host="127.0.0.1", port=port, security="none", timeout_seconds=1))

    assert not error.final
    assert error.fault is Fault.SERVER
    assert "takes no mail: " in str(error)


def test_a_server_that_never_speaks_is_left_after_the_time_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        smtp = Smtp(host="127.0.0.1", port=silent.getsockname()[1], security="none", timeout_seconds=0.2)

        assert not refusal(smtp).final


def test_a_greeting_that_refuses_us_says_nothing_of_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        smtp = Smtp(host="127.0.0.1", port=server.getsockname()[1], security="none", timeout_seconds=2)
        with greeting(server, b"554 you are blocked\r\n"):
            assert not refusal(smtp).final


@contextmanager
def greeting(server: socket.socket, words: bytes) -> Iterator[None]:
    """Greet the first that calls, hear the answer and hang up."""

    def greet() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(words)
            connection.recv(100)

    thread = Thread(target=greet)
    thread.start()
    yield
    thread.join()


def test_encryption_that_the_server_cannot_do_sends_nothing(post: PostOffice) -> None:
    smtp = post.smtp().model_copy(update={"security": "starttls"})

    assert not refusal(smtp).final
    assert post.offered == []


def own_certificate(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = (
        builder.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    )
    builder = builder.add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
    )
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = folder / "own.pem"
    file.write_bytes(
        builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return file


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return own_certificate(tmp_path)


@pytest.fixture
def private_post(certificate: Path) -> Iterator[PostOffice]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with post_office(tls_context=context, require_starttls=True, auth_required=True) as office:
        office.login = ("watch", "kettle-otter-42")
        yield office


def private(post: PostOffice, password: str = "kettle-otter-42") -> Smtp:
    return Smtp(host="127.0.0.1", port=post.port, user="watch", password=SecretStr(password), timeout_seconds=5)


def test_login_is_made_over_an_encrypted_connection(
    private_post: PostOffice, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    MailServer(private(private_post)).deliver(message())

    assert private_post.logins == [("watch", "kettle-otter-42")]
    assert [mail["To"] for mail in private_post.accepted] == [ANN]


# The server does not know that such a connection is encrypted.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_login_is_made_over_a_connection_that_is_encrypted_from_the_first(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with post_office(ssl_context=context, auth_required=True, auth_require_tls=False) as office:
        office.login = ("watch", "kettle-otter-42")
        MailServer(private(office).model_copy(update={"security": "tls"})).deliver(message())

        assert office.logins == [office.login]
        assert [mail["To"] for mail in office.accepted] == [ANN]
        assert refusal(private(office, "wrong-otter").model_copy(update={"security": "tls"})).fault is Fault.SERVER


def test_a_wrong_login_is_for_the_operator_to_mend_and_does_not_show_the_password(
    private_post: PostOffice, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    error = refusal(private(private_post, "wrong-otter"))

    assert not error.final
    assert "535" in str(error)
    assert "otter" not in str(error)


def test_a_certificate_that_nobody_vouches_for_gets_no_password(private_post: PostOffice) -> None:
    error = refusal(private(private_post))

    assert not error.final
    assert "certificate" in str(error).casefold()
    assert private_post.logins == []


def test_without_a_server_a_message_is_a_file_that_mail_programs_open(tmp_path: Path) -> None:
    place = Path(open_postman(Settings(data=tmp_path)).deliver(message()))
    read = message_from_bytes(place.read_bytes(), policy=policy.default)

    assert (place.parent, place.suffix) == (tmp_path / "outbox", ".eml")
    assert (read["To"], read["Subject"]) == (ANN, "Leeds: children’s services down")
    assert read.get_content().splitlines() == ["Inspectors’ words.", "."]


def test_the_same_message_is_the_same_file(tmp_path: Path) -> None:
    places = {Outbox(open_store(tmp_path)).deliver(message()) for _ in range(2)}

    assert [str(path) for path in tmp_path.iterdir()] == list(places)


def test_an_outbox_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file in its place")

    with pytest.raises(
        DeliveryError, match=r"^the outbox took no mail: .*/outbox/\w+\.eml cannot be written: "
    ) as error:
        Outbox(open_store(tmp_path / "outbox")).deliver(message())
    assert not error.value.final


def test_with_a_server_set_mail_goes_there(post: PostOffice, tmp_path: Path) -> None:
    assert open_postman(Settings(data=tmp_path, smtp=post.smtp())) == MailServer(post.smtp())
