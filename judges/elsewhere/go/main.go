// Reads deliveries as JSON lines, says for each whether the SDK it names accepts it.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"

	"code.gitea.io/sdk/gitea"
	"github.com/PagerDuty/go-pagerduty/webhookv3"
	"github.com/buildkite/go-buildkite/v4"
	linewebhook "github.com/line/line-bot-sdk-go/v8/linebot/webhook"
	"github.com/mailgun/mailgun-go/v4"
	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	svix "github.com/svix/svix-webhooks/go"
)

type delivery struct {
	N       int               `json:"n"`
	Judge   string            `json:"judge"`
	Secret  string            `json:"secret"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	// base64, as encoding/json reads bytes
	Body []byte `json:"body"`
}

type answer struct {
	N       int    `json:"n"`
	Accepts bool   `json:"accepts"`
	Because string `json:"because"`
}

var errFalse = errors.New("false")

func told(accepts bool, err error) error {
	if err == nil && !accepts {
		return errFalse
	}
	return err
}

func (d delivery) header() http.Header {
	header := http.Header{}
	for name, value := range d.Headers {
		header.Set(name, value)
	}
	return header
}

func (d delivery) request() *http.Request {
	request, err := http.NewRequest(http.MethodPost, d.URL, bytes.NewReader(d.Body))
	if err != nil {
		panic(err)
	}
	request.Header = d.header()
	return request
}

var judges = map[string]func(delivery) error{
	"github.com/svix/svix-webhooks": func(d delivery) error {
		webhook, err := svix.NewWebhook(d.Secret)
		if err != nil {
			return err
		}
		return webhook.Verify(d.Body, d.header())
	},
	"github.com/standard-webhooks/standard-webhooks/libraries": func(d delivery) error {
		webhook, err := standardwebhooks.NewWebhook(d.Secret)
		if err != nil {
			return err
		}
		return webhook.Verify(d.Body, d.header())
	},
	"github.com/line/line-bot-sdk-go/v8": func(d delivery) error {
		return told(linewebhook.ValidateSignature(d.Secret, d.header().Get("X-Line-Signature"), d.Body), nil)
	},
	"github.com/mailgun/mailgun-go/v4": func(d delivery) error {
		var body struct {
			Signature mailgun.Signature `json:"signature"`
		}
		if err := json.Unmarshal(d.Body, &body); err != nil {
			return err
		}
		client := mailgun.NewMailgun("domain", "key")
		client.SetWebhookSigningKey(d.Secret)
		return told(client.VerifyWebhookSignature(body.Signature))
	},
	"github.com/PagerDuty/go-pagerduty": func(d delivery) error {
		return webhookv3.VerifySignature(d.request(), d.Secret)
	},
	"github.com/buildkite/go-buildkite/v4": func(d delivery) error {
		_, err := buildkite.ValidatePayload(d.request(), []byte(d.Secret))
		return err
	},
	"code.gitea.io/sdk/gitea": func(d delivery) error {
		return told(gitea.VerifyWebhookSignature(d.Secret, d.header().Get("X-Gitea-Signature"), d.Body))
	},
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var d delivery
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			panic(err)
		}
		judge, found := judges[d.Judge]
		if !found {
			panic(fmt.Sprintf("no judge %s", d.Judge))
		}
		said := answer{N: d.N, Accepts: true}
		if err := judge(d); err != nil {
			said = answer{N: d.N, Because: err.Error()}
		}
		if err := out.Encode(said); err != nil {
			panic(err)
		}
	}
}
