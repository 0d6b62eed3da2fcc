package syntax

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

// ObjectsFile describes kinds of records and their fields for a folder.
const ObjectsFile = "objects.yaml"

const (
	yamlEnding  = ".yaml"
	testsEnding = "_test.yaml"
	houseFile   = "defaults.yaml"
	objectsFile = ObjectsFile
)

var fileName = regexp.MustCompile(`^[a-z0-9_-]{1,64}(\.[a-z]{2,3})?\.yaml$`)

// ReadDir reads the dialogs, tests and house rules of a folder, in the order
// of their file names. Folders below it and other files are left alone. A
// dialog whose name could not be read is left out; the house is never nil.
func ReadDir(fsys fs.FS, dir string) (dialogs []*Dialog, house *House, tests []*Tests, diags Diagnostics) {
	return readDir(fsys, dir, true)
}

// ReadDialogs is ReadDir without the tests, which nobody needs who runs the
// dialogs: there is much more of them.
func ReadDialogs(fsys fs.FS, dir string) (dialogs []*Dialog, house *House, diags Diagnostics) {
	dialogs, house, _, diags = readDir(fsys, dir, false)
	return dialogs, house, diags
}

func readDir(fsys fs.FS, dir string, withTests bool) (dialogs []*Dialog, house *House, tests []*Tests, diags Diagnostics) {
	house = &House{File: path.Join(dir, houseFile), Texts: map[string][]Str{}, Words: map[string][]Str{}}
	whole := func(file, rule, text, advice string) {
		diags = append(diags, Diagnostic{File: file, Severity: Error, Rule: rule, Text: text, Advice: advice})
	}
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		whole(dir, "unreadable", "the folder can't be read: "+reason(err), "look whether it is there, and whether you may read it")
	}
	first := map[string]*Dialog{}
	var translations []*Translation
	var objects []*Object
	for _, e := range entries {
		file := path.Join(dir, e.Name())
		ending := path.Ext(e.Name())
		if ending != yamlEnding && ending != ".yml" || e.IsDir() {
			continue
		}
		if !withTests && strings.HasSuffix(e.Name(), testsEnding) {
			continue
		}
		switch {
		case !e.Type().IsRegular():
			whole(file, "not-a-file", "this is a link or something else that is not a file", "put the file itself here")
			continue
		case !fileName.MatchString(e.Name()):
			if base, yml := strings.CutSuffix(e.Name(), ".yml"); yml && fileName.MatchString(base+yamlEnding) {
				whole(file, "bad-file-name", "files of dialogs end in .yaml", "call it "+base+yamlEnding)
				continue
			}
			whole(file, "bad-file-name", quote(e.Name())+" can't be the name of a dialog file", "use small letters, digits, _ and -, and the ending .yaml; a translation is called create_deal.de.yaml")
			continue
		}
		src, err := readBounded(fsys, file)
		if err != nil {
			whole(file, "unreadable", "the file can't be read: "+reason(err), "look whether you may read it")
			continue
		}
		var more Diagnostics
		switch {
		case e.Name() == houseFile:
			house, more = ParseHouse(file, src)
		case e.Name() == objectsFile:
			objects, more = ParseObjects(file, src)
		case strings.HasSuffix(e.Name(), testsEnding):
			var t *Tests
			t, more = ParseTests(file, src)
			tests = append(tests, t)
		case translationFile.MatchString(e.Name()):
			var t *Translation
			t, more = ParseTranslation(file, src)
			translations = append(translations, t)
		default:
			var d *Dialog
			d, more = Parse(file, src)
			of, language := likeTranslation(e.Name())
			switch {
			case d != nil && d.Unread["dialog"] && first[of] != nil:
				more, d = nil, nil
				whole(file, "bad-file-name", fmt.Sprintf("this is no dialog; it looks like the texts of %s in another language", of),
					fmt.Sprintf("call it %s.%s.yaml", of, language))
			case d == nil:
			case first[d.Name.Value] != nil:
				more = append(more, Diagnostic{File: file, Pos: d.Name.Pos, Severity: Error, Rule: "dialog-twice",
					Text:   fmt.Sprintf("there are two dialogs called %q; the first is %s", d.Name.Value, first[d.Name.Value].File),
					Advice: "give one of them another name"})
			default:
				first[d.Name.Value] = d
				dialogs = append(dialogs, d)
			}
		}
		diags = append(diags, more...)
	}
	for _, t := range translations {
		d := first[t.Dialog]
		if d == nil {
			whole(t.File, "no-such-dialog", fmt.Sprintf("there is no %s.yaml whose texts these could be", t.Dialog), "name the file after a dialog, as in create_deal."+t.Language+".yaml")
			continue
		}
		d.Translations = append(d.Translations, t)
	}
	house.Objects = objects
	diags.Sort()
	return dialogs, house, tests, diags
}

// likeTranslation takes apart the name of a file that may be meant as a
// translation: "create_deal_de.yaml".
func likeTranslation(file string) (dialog, language string) {
	if m := nearTranslation.FindStringSubmatch(file); m != nil {
		return m[1], m[2]
	}
	return "", ""
}

var nearTranslation = regexp.MustCompile(`^([a-z][a-z0-9_]{0,60})[_-]([a-z]{2})\.yaml$`)

// readBounded reads one byte more than a file may have: enough to refuse it.
func readBounded(fsys fs.FS, file string) ([]byte, error) {
	f, err := fsys.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxBytes+1))
}

// reason leaves out the path, which is said already.
func reason(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err.Error()
	}
	return err.Error()
}
