package syntax

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// object is a JSON object of a schema. Its keys are written in order.
type object = map[string]any

// Schema gives the JSON Schema (2020-12) of dialog files, for editors. It
// knows shapes and keys, and the words that a catalog has; what depends on more
// than one place, only Parse knows.
func Schema(known Known) []byte {
	return schemaOf("A dialog", inDialog, object{
		string(inDialog):    dialogSchema(known),
		string(inField):     fieldSchema(known),
		string(inState):     keysSchema(inState, known),
		string(inStateDone): keysSchema(inStateDone, known),
		string(inWay):       keysSchema(inWay, known),
		string(inShow):      keysSchema(inShow, known),
		string(inBefore):    keysSchema(inBefore, known),
		string(inDone):      keysSchema(inDone, known),
	})
}

// ObjectsSchema gives the JSON Schema of objects.yaml.
func ObjectsSchema() []byte {
	return schemaOf("Kinds of records", inObjects, object{
		string(inObjects):     keysSchema(inObjects, nil),
		string(inObject):      keysSchema(inObject, nil),
		string(inObjectField): keysSchema(inObjectField, nil),
	})
}

func schemaOf(title string, in place, places object) []byte {
	root := object{
		"$schema": "https://json-schema.org/draft/2020-12/schema",
		"title":   title,
		"$ref":    reference(in),
		"$defs":   places,
	}
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(root); err != nil {
		panic(fmt.Sprintf("the table of keys makes no schema: %v", err)) // it holds texts and numbers only
	}
	return b.Bytes()
}

func reference(p place) string { return "#/$defs/" + string(p) }

// keysSchema is an object with the keys of a place.
func keysSchema(p place, known Known) object {
	properties, required := object{}, []string{}
	for _, k := range keysIn(p) {
		s := k.schema()
		s["description"] = k.doc
		k.narrow(s, known[string(p)+"."+k.name])
		if ex := k.sample(); ex != nil {
			s["examples"] = []any{ex}
		}
		properties[k.name] = s
		if k.required {
			required = append(required, k.name)
		}
	}
	s := object{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

// dialogSchema adds what the table can't say: a dialog does something, or has
// states that do.
func dialogSchema(known Known) object {
	s := keysSchema(inDialog, known)
	s["anyOf"] = []object{{"required": []string{"do"}}, {"required": []string{"states"}}}
	return s
}

// fieldSchema adds what the table can't say: a field has a question, unless it
// is never asked.
func fieldSchema(known Known) object {
	s := keysSchema(inField, known)
	s["if"] = object{"properties": object{"ask_if": object{"const": "never"}}, "required": []string{"ask_if"}}
	s["else"] = object{"required": []string{"ask"}}
	return s
}

// narrow leaves only the words that are known. They take the place of a text
// or a name; of the entries of a list; or, where a list can stand as well, of
// the name alone.
func (k key) narrow(s object, words []Word) {
	if len(words) == 0 {
		return
	}
	var texts, docs []string
	for _, w := range words {
		texts, docs = append(texts, w.Text), append(docs, w.Doc)
	}
	only := object{"enum": texts, "enumDescriptions": docs}
	switch k.kind {
	case aNameList, aTextList:
		s["items"] = only
	case choiceKind:
		s["anyOf"].([]object)[0] = only
	default:
		delete(s, "type")
		delete(s, "pattern")
		s["enum"], s["enumDescriptions"] = texts, docs
	}
}

// sample is the key's example as JSON; nil when it is none.
func (k key) sample() any {
	var v any
	if yaml.Unmarshal([]byte(k.example), &v) != nil || v == nil {
		return nil
	}
	if _, err := json.Marshal(v); err != nil {
		return nil
	}
	return v
}

// schema is what may stand behind a key.
func (k key) schema() object {
	switch k.kind {
	case someTexts:
		return object{"anyOf": []object{textSchema(), listOf(textSchema())}}
	case aTextList:
		return listOf(textSchema())
	case aName:
		return nameSchema()
	case aNameList:
		return listOf(nameSchema())
	case anAction:
		return object{"type": "string", "pattern": actionPattern.String()}
	case aFlag:
		return object{"type": "boolean"}
	case flagOrIf:
		return object{"anyOf": []object{{"type": "boolean"}, {"type": "string", "pattern": "[=<>]"}}}
	case aNumber:
		return object{"type": "integer", "minimum": k.min, "maximum": k.max}
	case aRange:
		return object{"type": "string", "pattern": rangePattern.String()}
	case aDuration:
		return object{"type": "string", "pattern": `^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$`}
	case fieldsKind, objectsKind, statesKind:
		return byName(namePattern.String(), object{"$ref": reference(k.of)})
	case givenKind:
		return byName(namePattern.String(), nameSchema())
	case oneOrNames:
		return object{"anyOf": []object{nameSchema(), listOf(nameSchema())}}
	case waysKind:
		return object{"anyOf": []object{nameSchema(), listOf(object{"anyOf": []object{nameSchema(), {"$ref": reference(k.of)}}})}}
	case linksKind:
		return object{"type": "object", "propertyNames": object{"enum": linkTargets}, "additionalProperties": object{"type": "integer", "minimum": 1}, "minProperties": 1}
	case mustKind:
		return byName("", textSchema())
	case errorsKind:
		return byName(namePattern.String(), object{"type": "string", "pattern": verbPattern()})
	case choiceKind:
		labelled := byName("", textSchema())
		return object{"anyOf": []object{
			{"type": "string", "pattern": actionPattern.String()},
			listOf(object{"anyOf": []object{textSchema(), labelled}}),
			labelled,
		}}
	case keysKind:
		return object{"$ref": reference(k.of)}
	default: // aText, aPhrase
		if k.words != nil {
			return object{"enum": k.words}
		}
		return textSchema()
	}
}

// textSchema takes what editors read as numbers, too: `title: 42` is a text.
func textSchema() object {
	return object{"type": []string{"string", "number", "boolean"}, "pattern": `\S`}
}

func nameSchema() object { return object{"type": "string", "pattern": namePattern.String()} }

func listOf(s object) object { return object{"type": "array", "items": s, "minItems": 1} }

func byName(pattern string, s object) object {
	o := object{"type": "object", "additionalProperties": s, "minProperties": 1}
	if pattern != "" {
		o["propertyNames"] = object{"pattern": pattern}
	}
	return o
}

func verbPattern() string { return "^(" + strings.Join(verbNames(), "|") + `)\s+\S` }
