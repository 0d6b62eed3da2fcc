package widget_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// frameworks are those that README.md has samples for: the file that a sample becomes, and what puts it on a page. Each
// calls told with the number of unread messages.
var frameworks = []struct{ name, language, file, start string }{
	{"React", "jsx", "sample.jsx", `
		import { createRoot } from "react-dom/client";
		import { Chat } from "./sample.jsx";
		createRoot(document.querySelector("#app")).render(<Chat token="a.b.c" onUnread={told} />);`},
	{"Vue", "vue", "sample.vue", `
		import { createApp } from "vue";
		import Chat from "./sample.vue.js";
		createApp(Chat).mount("#app");
		new MutationObserver(() => told(+document.querySelector("#app b")?.textContent)).observe(document.querySelector("#app"), { childList: true, subtree: true });`},
	{"Angular", "ts", "sample.ts", `
		import "zone.js";
		import "@angular/compiler";
		import { bootstrapApplication } from "@angular/platform-browser";
		import { ChatComponent } from "./sample.ts";
		document.querySelector("#app").innerHTML = "<app-chat></app-chat>";
		bootstrapApplication(ChatComponent).then((app) => document.addEventListener("parley-unread", () => told(app.components[0].instance.unread)));`},
}

// compileVue turns a single-file component into a module, as Vue's own tools do.
const compileVue = `
const { readFileSync, writeFileSync } = require("fs");
const { parse, compileScript } = require("@vue/compiler-sfc");
const { descriptor, errors } = parse(readFileSync("sample.vue", "utf8"));
if (errors.length) throw errors[0];
const options = { compilerOptions: { isCustomElement: (tag) => tag === "parley-chat" } };
writeFileSync("sample.vue.js", compileScript(descriptor, { id: "chat", inlineTemplate: true, templateOptions: options }).content);
`

// TestWID07_Frameworks builds the samples of README.md with the frameworks themselves and runs them. The frameworks are no
// part of the repository; PARLEY_TEST_NODE_FRAMEWORKS names a folder where npm has installed them.
func TestWID07_Frameworks(t *testing.T) {
	folder := os.Getenv("PARLEY_TEST_NODE_FRAMEWORKS")
	if folder == "" {
		t.Skip("PARLEY_TEST_NODE_FRAMEWORKS names no folder with React, Vue and Angular in it")
	}
	for _, framework := range frameworks {
		t.Run(framework.name, func(t *testing.T) {
			s := serve(t) // of its own: what one page said must not be taken for the next one's
			sample := regexp.MustCompile("(?s)```" + framework.language + "\n(.*?)```").FindSubmatch(read(t, "README.md"))
			if sample == nil {
				t.Fatal("README.md has no sample")
			}
			write := func(name, text string) string {
				file := filepath.Join(folder, name)
				if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
				return file
			}
			run := func(dir, name string, args ...string) {
				t.Helper()
				command := exec.Command(name, args...)
				command.Dir = dir
				if out, err := command.CombinedOutput(); err != nil {
					t.Fatalf("%s: %v\n%s", name, err, out)
				}
			}
			write(framework.file, string(sample[1]))
			if framework.language == "vue" {
				run(folder, "node", write("vue.cjs", compileVue))
			}
			entry := write("start-"+framework.language+".jsx", framework.start)
			bundle := filepath.Join(t.TempDir(), "bundle.js")
			run(".", "go", "tool", "-modfile=../../.ci/tools/web.mod", "esbuild", entry, "--bundle", "--jsx=automatic", "--format=iife", "--define:process.env.NODE_ENV=\"production\"",
				`--tsconfig-raw={"compilerOptions":{"experimentalDecorators":true,"useDefineForClassFields":false}}`, "--log-level=error", "--outfile="+bundle)

			page := browser(t).NewPage(host(t, `<!doctype html><div id="app"></div><script>globalThis.heard = []; globalThis.told = (unread) => heard.push(unread)</script>
				<script src="`+s.URL+`/widget.js"></script><script>`+string(read(t, bundle))+`</script>`, ""))
			page.WaitFor(chatElement + `?.getAttribute("heading") === "Sales assistant" && ` + launcher + `.ariaLabel === "Sales assistant"`)
			page.ClickElement(launcher)
			page.WaitFrame(s.URL + "/chat").WaitFor(online)
			page.Eval(chatElement+`.close(); `+chatElement+`.send("closed")`, nil)
			s.wait("what was said after closing", said("closed"))
			s.locked(func() { s.say("", "", frame{"kind": "text", "text": "Something new"}) })
			page.WaitFor(`heard.includes(1) && document.querySelectorAll("parley-chat").length === 1`)
			if framework.name == "React" {
				s.wait("the identity", func(f frame) bool { return f.text("identity") == "a.b.c" })
			}
			noProblems(t, page)
			page.Close()
		})
	}
}
