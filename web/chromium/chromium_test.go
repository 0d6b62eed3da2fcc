package chromium_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"parley/web/chromium"
)

func TestBrowser(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `<title>%s</title><form action="/sent"><input id="name" name="name" autofocus></form><a href="/popup" target="_blank" rel="opener">open</a>`, r.URL)
	}))
	defer server.Close()
	b := chromium.Start(t)
	space := b.NewContext()
	page := space.NewPage(server.URL + "/first")

	var sum int
	page.Eval(`new Promise((done) => setTimeout(() => done(40 + 2), 1))`, &sum)
	if sum != 42 {
		t.Errorf("promise gave %d", sum)
	}
	page.SetViewport(500, 400)
	page.WaitFor(`innerWidth === 500 && innerHeight === 400`)
	page.Click("a")
	popup := page.WaitPopup()
	popup.WaitFor(`document.title === "/popup" && opener !== null`)
	popup.Close()

	page.Click("#name")
	page.Type("Ada & Co")
	page.Key("Enter")
	page.WaitFor(`document.title === "/sent?name=Ada+%26+Co"`)

	file := filepath.Join(t.TempDir(), "shot.png")
	page.Screenshot(file)
	if data, err := os.ReadFile(file); err != nil || len(data) < 100 {
		t.Errorf("screenshot of %d bytes: %v", len(data), err)
	}

	page.Eval(`document.cookie = "who=me"`, nil)
	same, other := space.NewPage(server.URL), b.NewPage(server.URL)
	same.WaitFor(`document.cookie === "who=me"`)
	other.WaitFor(`document.cookie === ""`)
	page.Eval(`console.error("seen")`, nil)
	if problems := page.Problems(); len(problems) != 1 {
		t.Errorf("problems %q", problems)
	}
}
