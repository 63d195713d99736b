"""Opening the workshop as a flow or a command asks for it: for the live sources or for the bundled examples."""

from pathlib import Path

from examples import REGISTER
from flows.settings import load_settings
from flows.subscriptions import Subscriber
from flows.workshop import Workshop, open_workshop

# The examples tell of years past and are read but once; who tries them out wants to see their mail.
EXAMPLES_MAIL_AGE_DAYS = 36_500
EXAMPLE_SUBSCRIBER = Subscriber(address="reader@example.org", name="A reader")


def open_for(
    settings_file: Path | str | None = None,
    data: Path | str | None = None,
    *,
    examples: bool = False,
    run_id: str | None = None,
    whoever_subscribes: bool = False,
) -> Workshop:
    """Open the workshop; with `examples` over the example sites, which must be served meanwhile.

    With `whoever_subscribes` a wrong file of subscriptions stops only what asks who they are.

    Raises SettingsError, MemoryUnavailable or scrapers.errors.RegisterError, each with a sentence for the operator.
    """
    file = Path(settings_file) if settings_file else None
    if not examples:
        return open_workshop(load_settings(file, data=data, whoever_subscribes=whoever_subscribes), run_id=run_id)
    settings = load_settings(
        file,
        data=data,
        sources=REGISTER,
        allow_private_addresses=True,
        mail_max_age_days=EXAMPLES_MAIL_AGE_DAYS,
        begin_with_summary=False,
        subscribers=(EXAMPLE_SUBSCRIBER,),
    )
    return open_workshop(settings, run_id=run_id)
