package hubspot

// labels are what the properties are called in other languages, by the
// language's code and our name of the property; where deals and contacts differ
// they have different properties.
var labels = map[string]map[string]string{
	"de": {
		"name": "Name", "amount": "Betrag", "stage": "Phase", "pipeline": "Pipeline", "close_date": "Abschlussdatum",
		"owner": "Zuständig", "created": "Angelegt", "first_name": "Vorname", "last_name": "Nachname", "email": "E-Mail",
		"phone": "Telefon", "company": "Firma", "lifecycle_stage": "Lifecycle-Phase", "job_title": "Position",
	},
	"ja": {
		"name": "名前", "amount": "金額", "stage": "ステージ", "pipeline": "パイプライン", "close_date": "完了予定日",
		"owner": "担当者", "created": "作成日", "first_name": "名", "last_name": "姓", "email": "メール",
		"phone": "電話", "company": "会社", "lifecycle_stage": "ライフサイクルステージ", "job_title": "役職",
	},
}

// inOtherLanguages are the labels of one property by language.
func inOtherLanguages(property string) map[string]string {
	list := map[string]string{}
	for language, of := range labels {
		if label := of[property]; label != "" {
			list[language] = label
		}
	}
	return list
}

// nouns are what the records are called in other languages, by their code.
var nouns = map[string]map[string][]string{
	"deal":    {"de": {"geschäft", "geschäfte"}, "ja": {"取引"}},
	"contact": {"de": {"kontakt", "kontakte", "kontakten"}, "ja": {"コンタクト", "連絡先"}},
}
