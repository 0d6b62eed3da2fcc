package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"parley/connectors/hubspot"
	"parley/connectors/identity"
	"parley/connectors/llm"
	"parley/connectors/oauth"
	"parley/connectors/redisstore"
	"parley/web"
	"parley/web/widget"
)

// serveSettings are the settings of `parley serve`, see its --help.
type serveSettings struct {
	config, addr, adminAddr, publicURL, redis, dialogs, logFormat, logLevel, ready, now string
	origins, proxies                                                                    []string
	demoPage                                                                            bool
	hubspotURL, hubspotVersion, hubspotAppURL                                           string
	clientID, appKind, authorization, authURL, tokenURL, refreshURL, operation          string
	tenant, words                                                                       string
	scopes, optionalScopes, accounts, authParams                                        []string
	issuer                                                                              string
	noCodes                                                                             bool
	llmURL, llmModel                                                                    string
	identityIssuer, identityAudience, identityJWKS                                      string
	clientSecret, keys, adminToken, llmKey, identitySecrets                             string // no flags
}

func (a *app) serve() *cobra.Command {
	var s serveSettings
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run the real thing: Redis and HubSpot are real",
		Long: "Runs the server. Settings come from flags, then from environment variables of the same\n" +
			"name (--public-url is PARLEY_PUBLIC_URL), then from the file named by --config\n" +
			"(public-url: https://…). Secrets are read from the environment or the file only:\n" +
			"PARLEY_HUBSPOT_CLIENT_SECRET, PARLEY_KEYS (encryption keys), PARLEY_ADMIN_TOKEN,\n" +
			"PARLEY_IDENTITY_SECRETS, PARLEY_LLM_KEY.",
		Args: exactly(0),
		RunE: func(c *cobra.Command, _ []string) error {
			origins := map[string]string{}
			if err := a.fillSettings(c, s.config, s.secrets(), origins); err != nil {
				return err
			}
			return placed(a.runServe(c.Context(), &s), origins)
		},
	}
	s.flags(c)
	return c
}

// secrets are the settings without a flag.
func (s *serveSettings) secrets() map[string]*string {
	return map[string]*string{
		"hubspot-client-secret": &s.clientSecret, "keys": &s.keys, "admin-token": &s.adminToken, "llm-key": &s.llmKey,
		"identity-secrets": &s.identitySecrets,
	}
}

// flags gives a command all settings of the server, so that it can be run
// with the server's own environment and file. Its help names only those in
// shown; none means all.
func (s *serveSettings) flags(c *cobra.Command, shown ...string) {
	f := c.Flags()
	f.StringVar(&s.config, "config", "", "settings `FILE`")
	f.StringVar(&s.addr, "addr", ":8080", "`ADDRESS` of the public listener; port 0 takes a free one")
	f.StringVar(&s.adminAddr, "admin-addr", "127.0.0.1:8081", "`ADDRESS` of the operator's listener; empty, in the environment too, for none")
	f.Lookup("admin-addr").Annotations = map[string][]string{mayBeEmpty: nil}
	f.StringVar(&s.publicURL, "public-url", "", "`URL` under which browsers reach the public listener")
	f.StringVar(&s.redis, "redis", "redis://127.0.0.1:6379/0", "`URL` of Redis: redis://, rediss://, redis-sentinel:// or redis-cluster://")
	f.StringVar(&s.dialogs, "dialogs", "", "`FOLDER` of dialogs, followed while it runs; the twelve that ship when absent")
	f.StringSliceVar(&s.origins, "origins", nil, "`ORIGINS` of the sites that embed the widget, separated by commas")
	f.StringSliceVar(&s.proxies, "proxies", nil, "`NETWORKS` of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8")
	f.BoolVar(&s.demoPage, "demo-page", false, "serve a page with the widget at /, and a gallery of its states at /chat?gallery")
	f.StringVar(&s.words, "widget-words", "", wordsUsage)
	f.StringVar(&s.hubspotURL, "hubspot-url", "https://api.hubapi.com", "`URL` of HubSpot's API")
	f.StringVar(&s.hubspotVersion, "hubspot-version", "2026-09", "`VERSION` of HubSpot's API: 2026-09, 2026-03 or v3")
	f.StringVar(&s.hubspotAppURL, "hubspot-app-url", "https://app.hubspot.com", "`URL` where people look at records")
	f.StringVar(&s.clientID, "hubspot-client-id", "", "client `ID` of the OAuth app")
	f.StringVar(&s.appKind, "hubspot-app", "system", "`KIND` of OAuth app: system or custom")
	f.StringVar(&s.authorization, "hubspot-authorization", "user", "who signs in: user or preauthorized")
	f.StringVar(&s.authURL, "hubspot-auth-url", "https://app.hubspot.com/oauth/authorize", "authorize `URL`")
	f.StringVar(&s.tokenURL, "hubspot-token-url", "", "token `URL`; that of the API version when absent")
	f.StringVar(&s.tenant, "hubspot-tenant", "", "`NAME` that takes the place of {tenant} in the URLs")
	f.StringSliceVar(&s.authParams, "hubspot-auth-params", nil, "further `PARAMETERS` of the authorize URL, as name=value, separated by commas")
	f.StringVar(&s.refreshURL, "hubspot-refresh-url", "", "`URL` for refreshing; the token URL when absent")
	f.StringVar(&s.issuer, "hubspot-issuer", "", "`NAME` that an answer must give as its issuer (RFC 9207), for providers that give one")
	f.StringSliceVar(&s.accounts, "hubspot-accounts", nil, "`IDS` of the accounts that may be connected, separated by commas; any when absent")
	f.BoolVar(&s.noCodes, "no-typed-codes", false, "refuse a sign-in from a browser that can't be recognised, instead of asking for digits from its last page")
	f.StringSliceVar(&s.scopes, "hubspot-scopes", hubspotScopes, "`SCOPES` that the app must be given")
	f.StringSliceVar(&s.optionalScopes, "hubspot-optional-scopes", hubspot.OptionalScopes(), "`SCOPES` that are asked for besides")
	f.StringVar(&s.operation, "hubspot-operation-property", "", "`NAME` of a text property with unique values that makes creates repeatable")
	f.StringVar(&s.identityIssuer, "identity-issuer", "", "`NAME` of the site that signs who its visitors are, as its tokens give it; visitors are anonymous when absent")
	f.StringVar(&s.identityAudience, "identity-audience", "parley", "`NAME` for us that those tokens must give as their audience")
	f.StringVar(&s.identityJWKS, "identity-jwks-url", "", "`URL` of the site's published keys; PARLEY_IDENTITY_SECRETS can be set instead")
	f.StringVar(&s.llmURL, "llm-url", "", "`URL` of an OpenAI-compatible API, such as https://api.openai.com/v1, that is asked about messages not understood; none is asked when absent")
	f.StringVar(&s.llmModel, "llm-model", "", "`NAME` of the language model there")
	f.StringVar(&s.logFormat, "log-format", "json", "`FORMAT` of the log: json or text")
	f.StringVar(&s.logLevel, "log-level", "info", "`LEVEL` of the log: debug, info, warn or error")
	f.StringVar(&s.ready, "print-ready", "", "`FORMAT` of the line that says it is ready: json")
	f.StringVar(&s.now, "now", "", "start the server's clock at this `TIME` (RFC 3339), for tests")
	f.VisitAll(func(flag *pflag.Flag) {
		flag.Hidden = len(shown) > 0 && !slices.Contains(shown, flag.Name)
	})
}

func (a *app) runServe(ctx context.Context, s *serveSettings) error {
	logger, err := a.logger(s.logFormat, s.logLevel)
	if err != nil {
		return err
	}
	now, err := clockFrom(s.now)
	if err != nil {
		return err
	}
	keys, err := s.encryption()
	if err != nil {
		return err
	}
	for _, o := range s.origins {
		if u, err := url.Parse(strings.TrimSpace(o)); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" {
			return fmt.Errorf("--origins: %q is not an origin; write scheme and host, for example https://www.example.com", o)
		}
	}
	if known := hubspot.Versions(); !slices.Contains(known, s.hubspotVersion) {
		return fmt.Errorf("--hubspot-version: there is no version %q of HubSpot's API that Parley speaks; the versions that work are %s", s.hubspotVersion, strings.Join(known, ", "))
	}
	identify, err := s.identify()
	if err != nil {
		return err
	}
	model, err := s.model(logger)
	if err != nil {
		return err
	}
	words, err := readWords(s.words)
	if err != nil {
		return err
	}
	m, err := runnable(s.dialogs, model)
	if err != nil {
		return err
	}
	rdb, err := s.openRedis(ctx, logger)
	if err != nil {
		return err
	}
	defer rdb.Close()
	public, err := listen(s.addr, "--addr")
	if err != nil {
		return err
	}
	var admin net.Listener
	if s.adminAddr != "" {
		if admin, err = listen(s.adminAddr, "--admin-addr"); err != nil {
			closeAll(public)
			return err
		}
	}
	if s.publicURL == "" {
		s.publicURL = urlOf(public)
	}
	s.publicURL = strings.TrimRight(s.publicURL, "/")
	app := s.app()
	problems, warnings := app.Check()
	for _, w := range warnings {
		logger.Warn("hubspot app", "advice", w)
	}
	if len(problems) > 0 {
		closeAll(public, admin)
		return appTrouble(problems)
	}
	var proxies []netip.Prefix
	for _, p := range s.proxies {
		prefix, err := netip.ParsePrefix(p)
		if err != nil {
			closeAll(public, admin)
			return fmt.Errorf("--proxies: %q is not a network; write for example 10.0.0.0/8", p)
		}
		proxies = append(proxies, prefix)
	}
	var authors *workshop // for who writes the dialogs of the folder
	pages := map[string]http.Handler{}
	if s.dialogs != "" && admin != nil {
		authors = &workshop{address: urlOf(admin), folder: s.dialogs, editor: editors["vscode"], token: s.adminToken, logger: logger}
		pages = authors.routes()
		defer authors.close()
	}
	n := newNode(nodeConfig{
		rdb: rdb, app: app, noCodes: s.noCodes, keys: keys, apiBase: s.app().APIBase, apiVersion: s.hubspotVersion, appURL: s.hubspotAppURL,
		operation: s.operation, machine: m, folder: s.dialogs, model: model, logger: logger, now: now,
		web: &web.Config{PublicURL: s.publicURL, Origins: s.origins, Proxies: proxies, Demo: s.demoPage, Words: words, Logger: logger, Now: now, AdminToken: s.adminToken, AdminPages: pages, Identify: identify},
	})
	if authors != nil {
		authors.serving, n.reload.then = n.engine.Machine, authors.talks
		defer context.AfterFunc(ctx, authors.close)() // its open pages would be waited for
	}
	server := web.HTTP(n.server.Handler())
	facts := map[string]any{"url": urlOf(public)}
	greeting := fmt.Sprintf("Parley is ready at %s\n", s.publicURL)
	var adminServer *http.Server
	if admin != nil {
		facts["admin_url"] = urlOf(admin)
		adminServer = web.HTTP(n.server.Admin())
	}
	debug.FreeOSMemory() // getting there takes more than being there
	if err := a.printReady(s.ready, greeting, facts); err != nil {
		return err
	}
	return n.serve(ctx, server, adminServer, listeners{public, admin})
}

const wordsUsage = "`FOLDER` of the widget's words in further languages, one LANG.json each"

// readWords reads the folder of --widget-words; without one, the widget's own words are used.
func readWords(folder string) (widget.Words, error) {
	if folder == "" {
		return nil, nil
	}
	words, err := widget.ReadWords(os.DirFS(folder))
	if err != nil {
		return nil, fmt.Errorf("--widget-words: %s: %w", folder, err)
	}
	return words, nil
}

// encryption reads the keys that sign-ins are sealed with.
func (s *serveSettings) encryption() (*oauth.Keys, error) {
	if strings.TrimSpace(s.keys) == "" {
		return nil, errors.New("PARLEY_KEYS is missing: sign-ins are stored encrypted. Make a key once and keep it, for example PARLEY_KEYS=\"k1:$(openssl rand -base64 32)\"")
	}
	keys, err := oauth.ParseKeys(s.keys)
	if err != nil {
		return nil, fmt.Errorf("PARLEY_KEYS: %w", err)
	}
	return keys, nil
}

// openRedis connects, and refuses a Redis that would lose what it is given.
func (s *serveSettings) openRedis(ctx context.Context, logger *slog.Logger) (redis.UniversalClient, error) {
	redisstore.LogTo(logger)
	rdb, err := redisstore.Open(ctx, s.redis)
	if err != nil {
		return nil, err
	}
	problems, warnings := redisstore.Check(ctx, rdb)
	for _, w := range warnings {
		logger.Warn("redis", "advice", w)
	}
	if len(problems) > 0 {
		rdb.Close()
		return nil, fmt.Errorf("redis: %s", strings.Join(problems, "; "))
	}
	return rdb, nil
}

// appSettings says which setting an app's problem is about.
var appSettings = map[string]string{
	"client_id": "hubspot-client-id", "client_secret": "hubspot-client-secret", "kind": "hubspot-app",
	"authorization": "hubspot-authorization", "authorize_url": "hubspot-auth-url", "token_url": "hubspot-token-url",
	"issuer": "hubspot-issuer", "accounts": "hubspot-accounts", "refresh_url": "hubspot-refresh-url", "api_base": "hubspot-url", "public_url": "public-url",
	"params": "hubspot-auth-params", "tenant": "hubspot-tenant", "scopes": "hubspot-scopes", "optional_scopes": "hubspot-optional-scopes",
}

// appTrouble says what is wrong with the OAuth app in the words of our own
// settings.
func appTrouble(problems []string) error {
	var lines []string
	for _, p := range problems {
		lines = append(lines, "\n  "+ownWords(p))
	}
	return fmt.Errorf("the settings of the HubSpot app don't work:%s", strings.Join(lines, ""))
}

// ownWords puts the name of our setting in place of the app's own, with which
// each problem begins.
func ownWords(problem string) string {
	names, text, _ := strings.Cut(problem, ":")
	var own []string
	for name := range strings.SplitSeq(names, " or ") {
		if flag, ok := appSettings[name]; ok {
			name = environmentName(flag)
			if flag != "hubspot-client-secret" {
				name = "--" + flag + " or " + name
			}
		}
		own = append(own, name)
	}
	return strings.Join(own, ", ") + ":" + text
}

func (s *serveSettings) app() oauth.App {
	if s.tokenURL == "" {
		version := s.hubspotVersion
		s.tokenURL = strings.TrimRight(s.hubspotURL, "/") + "/oauth/" + version + "/token"
	}
	params := map[string]string{}
	for _, p := range s.authParams {
		name, value, _ := strings.Cut(p, "=")
		params[strings.TrimSpace(name)] = value
	}
	return oauth.App{
		Provider: "hubspot", Title: "HubSpot", Kind: s.appKind, Authorization: s.authorization,
		ClientID: s.clientID, ClientSecret: s.clientSecret, AuthURL: s.authURL, TokenURL: s.tokenURL, RefreshURL: s.refreshURL,
		Scopes: scopesOf(s.scopes), OptionalScopes: scopesOf(s.optionalScopes), Params: params, Issuer: s.issuer, Accounts: s.accounts, PublicURL: s.publicURL, APIBase: s.hubspotURL,
	}.InTenant(s.tenant)
}

// scopesOf takes scopes as guides have them, too: with spaces between.
func scopesOf(list []string) []string { return strings.Fields(strings.Join(list, " ")) }

// identify is what checks who a site says its visitors are; nil when none does.
func (s *serveSettings) identify() (func(context.Context, string) (string, error), error) {
	secrets, err := identity.ParseSecrets(s.identitySecrets)
	switch {
	case err != nil:
		return nil, fmt.Errorf("PARLEY_IDENTITY_SECRETS: %w", err)
	case s.identityIssuer == "" && len(secrets) == 0 && s.identityJWKS == "":
		return nil, nil
	case s.identityIssuer == "":
		return nil, errors.New("--identity-issuer is missing, and there are keys for its tokens; set it to what the site gives as iss")
	case s.identityAudience == "":
		return nil, errors.New("--identity-audience is empty; set it to what the site gives as aud")
	case len(secrets) == 0 && s.identityJWKS == "":
		return nil, errors.New("--identity-issuer names a site, and there is no key for its tokens; set --identity-jwks-url or PARLEY_IDENTITY_SECRETS")
	}
	if s.identityJWKS != "" {
		if u, err := url.Parse(s.identityJWKS); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return nil, fmt.Errorf("--identity-jwks-url: %q is not a whole address such as https://www.example.com/jwks.json", s.identityJWKS)
		}
	}
	v := &identity.Verifier{Issuer: s.identityIssuer, Audience: s.identityAudience, Secrets: secrets, JWKS: s.identityJWKS}
	return v.Subject, nil
}

// model is the language model of the settings; nil when there is none.
func (s *serveSettings) model(logger *slog.Logger) (*llm.Client, error) {
	switch {
	case s.llmURL == "" && s.llmModel == "":
		return nil, nil
	case s.llmURL == "":
		return nil, errors.New("--llm-url is missing, and --llm-model names a language model; set both, or none to do without")
	case s.llmModel == "":
		return nil, errors.New("--llm-model is missing, and --llm-url says where to ask; set both, or none to do without")
	}
	c := &llm.Client{Base: s.llmURL, Model: s.llmModel, Key: s.llmKey, Logger: logger}
	if err := c.Check(); err != nil {
		return nil, fmt.Errorf("--llm-url: %w", err)
	}
	return c, nil
}

func (a *app) logger(format, level string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, usageError{fmt.Errorf("--log-level is debug, info, warn or error, not %q", level)}
	}
	opts := &slog.HandlerOptions{Level: l}
	switch format {
	case "json":
		return slog.New(slog.NewJSONHandler(a.stderr, opts)), nil
	case "text":
		return slog.New(slog.NewTextHandler(a.stderr, opts)), nil
	}
	return nil, usageError{fmt.Errorf("--log-format is json or text, not %q", format)}
}

// clockFrom is a clock that starts at a given time; the system's when none is
// given.
func clockFrom(text string) (func() time.Time, error) {
	if text == "" {
		return nil, nil
	}
	start, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return nil, usageError{fmt.Errorf("--now wants a time like 2026-11-23T10:00:00Z, not %q", text)}
	}
	began := time.Now()
	return func() time.Time { return start.Add(time.Since(began)) }, nil
}
