package sandbox

import "net/http"

// apiRoutes lists everything that the sandbox answers outside the admin path.
// {v} is v3, v4 or a date; dated paths arrive here with the date moved to the
// front, see routedRequest.
func (s *Server) apiRoutes() *http.ServeMux {
	const (
		objects    = "/crm/{v}/objects/{type}"
		pipelines  = "/crm/{v}/pipelines/{type}"
		properties = "/crm/{v}/properties/{type}"
	)
	list := []route{
		{pattern: "GET /oauth/authorize", need: open, do: authorize},
		{pattern: "GET /oauth/{hub}/authorize", need: open, do: authorize},
		{pattern: "POST /oauth/{v}/token", need: open, do: issueToken},
		{pattern: "POST /oauth/{v}/token/introspect", need: open, do: introspect},
		{pattern: "POST /oauth/{v}/token/revoke", need: open, do: revoke},
		{pattern: "GET /oauth/v1/access-tokens/{token}", need: open, do: describeAccessToken},
		{pattern: "GET /oauth/v1/refresh-tokens/{token}", need: open, do: describeRefreshToken},
		{pattern: "DELETE /oauth/v1/refresh-tokens/{token}", need: open, do: deleteRefreshToken},

		{pattern: "POST " + objects, need: writeRecord, do: createRecord},
		{pattern: "GET " + objects, need: readRecords, do: listRecords},
		{pattern: "POST " + objects + "/search", need: readRecords, search: true, do: searchRecords},
		{pattern: "POST " + objects + "/merge", need: writeRecord, do: mergeRecords},
		{pattern: "POST " + objects + "/gdpr-delete", need: writeRecord, do: eraseRecord},
		{pattern: "POST " + objects + "/batch/read", need: readRecords, do: batchRead},
		{pattern: "POST " + objects + "/batch/create", need: writeRecord, do: batchCreate},
		{pattern: "POST " + objects + "/batch/update", need: writeRecord, do: batchUpdate},
		{pattern: "POST " + objects + "/batch/upsert", need: writeRecord, do: batchUpsert},
		{pattern: "POST " + objects + "/batch/archive", need: writeRecord, do: batchArchive},
		{pattern: "GET " + objects + "/{id}", need: readRecords, do: getRecord},
		{pattern: "PATCH " + objects + "/{id}", need: writeRecord, do: updateRecord},
		{pattern: "DELETE " + objects + "/{id}", need: writeRecord, do: archiveRecord},

		{pattern: "GET " + objects + "/{id}/associations/{to}", need: readRecords, do: listAssociations},
		{pattern: "PUT " + objects + "/{id}/associations/default/{to}/{toID}", need: writeRecord, do: associateDefault},
		{pattern: "PUT " + objects + "/{id}/associations/{to}/{toID}", need: writeRecord, do: associateTyped},
		{pattern: "PUT " + objects + "/{id}/associations/{to}/{toID}/{assoc}", need: writeRecord, do: associateNamed},
		{pattern: "DELETE " + objects + "/{id}/associations/{to}/{toID}", need: writeRecord, do: dissociate},
		{pattern: "DELETE " + objects + "/{id}/associations/{to}/{toID}/{assoc}", need: writeRecord, do: dissociate},
		{pattern: "GET /crm/{v}/associations/{type}/{to}/labels", need: readRecords, do: listAssociationLabels},

		{pattern: "GET /crm-object-schemas/{v}/schemas/{type}", need: readSchema, do: describeType},
		{pattern: "GET /crm/{v}/schemas/{type}", need: readSchema, do: describeType},

		{pattern: "GET " + pipelines, need: readSchema, do: listPipelines},
		{pattern: "GET " + pipelines + "/{id}", need: readSchema, do: getPipeline},
		{pattern: "GET " + pipelines + "/{id}/stages", need: readSchema, do: listStages},
		{pattern: "GET " + pipelines + "/{id}/stages/{stage}", need: readSchema, do: getStage},

		{pattern: "GET " + properties, need: readSchema, do: listProperties},
		{pattern: "POST " + properties, need: writeSchema, do: createProperty},
		{pattern: "GET " + properties + "/{name}", need: readSchema, do: getProperty},
		{pattern: "DELETE " + properties + "/{name}", need: writeSchema, do: deleteProperty},

		{pattern: "GET /crm/{v}/owners", need: readOwners, do: listOwners},
		{pattern: "GET /crm/{v}/owners/{id}", need: readOwners, do: getOwner},

		{pattern: "GET /contacts/{hub}/record/{type}/{id}", need: open, do: showRecord},

		{pattern: "GET /account-info/{v}/details", need: anyToken, do: accountDetails},
	}
	mux := http.NewServeMux()
	for _, rt := range list {
		mux.Handle(rt.pattern, s.handler(rt))
	}
	return mux
}
