"""Reads deliveries as JSON lines, says for each whether the SDK it names accepts it."""

import base64
import json
import sys
from urllib.parse import parse_qsl

sys.path.insert(0, sys.argv[1])

import pusher
import razorpay
import stripe
import svix
from inngest._internal import net, server_lib
from slack_sdk.signature import SignatureVerifier
from standardwebhooks import Webhook as StandardWebhook
from twilio.request_validator import RequestValidator


def by_svix(one, body, headers):
    svix.Webhook(one["secret"]).verify(body, headers)


def by_standardwebhooks(one, body, headers):
    StandardWebhook(one["secret"]).verify(body, headers)


def by_stripe(one, body, headers):
    stripe.WebhookSignature.verify_header(body.decode(), headers["stripe-signature"], one["secret"], 300)


def by_twilio(one, body, headers):
    validator = RequestValidator(one["secret"])
    fields = body.decode()
    if "urlencoded" in headers["content-type"]:
        fields = dict(parse_qsl(fields, keep_blank_values=True))
    return validator.validate(one["url"], fields, headers["x-twilio-signature"])


def by_slack(one, body, headers):
    return SignatureVerifier(one["secret"]).is_valid_request(body, headers)


def by_razorpay(one, body, headers):
    client = razorpay.Client(auth=("id", "secret"))
    return client.utility.verify_webhook_signature(body.decode(), headers["x-razorpay-signature"], one["secret"])


def by_pusher(one, body, headers):
    client = pusher.Pusher(app_id="1", key="key", secret=one["secret"], cluster="eu")
    return client.validate_webhook("key", headers["x-pusher-signature"], body.decode()) is not None


def by_inngest(one, body, headers):
    # What its handlers of all frameworks call; it is exported nowhere, and says by what it returns why it refuses.
    said = net.validate_request_sig(
        body=body,
        headers=headers,
        mode=server_lib.ServerKind.CLOUD,
        signing_key=one["secret"],
        signing_key_fallback=None,
    )
    if isinstance(said, Exception):
        raise said


JUDGES = {
    "svix": by_svix,
    "standardwebhooks": by_standardwebhooks,
    "stripe": by_stripe,
    "twilio": by_twilio,
    "slack_sdk": by_slack,
    "razorpay": by_razorpay,
    "pusher": by_pusher,
    "inngest": by_inngest,
}

for line in sys.stdin:
    delivery = json.loads(line)
    try:
        said = JUDGES[delivery["judge"]](delivery, base64.b64decode(delivery["body"]), delivery["headers"])
        answer = {"accepts": said is not False, "because": ""}
    except Exception as error:
        answer = {"accepts": False, "because": f"{type(error).__name__}: {error}"}
    print(json.dumps({"n": delivery["n"], **answer}), flush=True)
