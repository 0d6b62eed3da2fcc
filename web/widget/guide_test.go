package widget_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestWID07_Guide runs the pages of README.md on another site, under the policy that it names where that allows their
// scripts, and holds its tables against what the widget really has.
func TestWID07_Guide(t *testing.T) {
	guide, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t)
	real := func(text string) string { return strings.ReplaceAll(text, "https://chat.example.com", s.URL) }
	policy := regexp.MustCompile("(?s)```policy\n(.*?)\n```").FindStringSubmatch(string(guide))
	samples := regexp.MustCompile("(?s)```html page\n(.*?)```").FindAllStringSubmatch(string(guide), -1)
	if policy == nil || len(samples) < 4 {
		t.Fatalf("README.md has %d pages and the policy %q", len(samples), policy)
	}
	for i, sample := range samples {
		rule := ""
		if !strings.Contains(sample[1], "<script>") && !strings.Contains(sample[1], "<style>") {
			rule = real(policy[1])
		}
		page := browser(t).NewPage(host(t, real(sample[1]), rule))
		page.WaitFor(launcher)
		if strings.Contains(sample[1], `id="ask"`) {
			page.Click("#ask")
			s.wait("what the page says", said("show the deal Acme renewal"))
		} else {
			page.ClickElement(launcher)
		}
		page.WaitFrame(s.URL + "/chat").WaitFor(online)
		if strings.Contains(sample[1], "identify(") {
			s.wait("the identity", func(f frame) bool { return f.text("identity") == "header.claims.signature" })
		}
		if problems := page.Problems(); len(problems) > 0 {
			t.Errorf("page %d: %q", i+1, problems)
		}
		page.Close()
	}

	types, err := os.ReadFile("widget.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	page := browser(t).NewPage(host(t, real(samples[0][1]), ""))
	page.WaitFor(chatElement)
	for _, name := range []string{"isOpen", "unread", "open", "close", "toggle", "send", "identify", "restart"} {
		page.WaitFor(`"` + name + `" in ` + chatElement)
		if !regexp.MustCompile(`\b` + name + `[(:]`).Match(types) {
			t.Errorf("widget.d.ts has no %s", name)
		}
	}
	loader, err := os.ReadFile("src/loader.ts")
	if err != nil {
		t.Fatal(err)
	}
	for _, event := range regexp.MustCompile(`"parley-(\w+)": CustomEvent`).FindAllSubmatch(types, -1) {
		if name := string(event[1]); !strings.Contains(string(loader), name) || !strings.Contains(string(guide), "`parley-"+name+"`") {
			t.Errorf("the event parley-%s is not in the loader, or not in README.md", name)
		}
	}
	for _, property := range regexp.MustCompile(`--parley-([a-z-]*[a-z])`).FindAllStringSubmatch(string(guide), -1) {
		if !regexp.MustCompile(`--parley-` + property[1] + `\b|"` + property[1] + `"`).Match(append(loader, read(t, "src/loader.css")...)) {
			t.Errorf("README.md names --parley-%s, which nothing reads", property[1])
		}
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
