// Drives HubSpot's own Node client against a sandbox and fails on the first
// surprise. Run by TestOfficialClient, which gives it:
//   node official_client.mjs FOLDER BASE CREDENTIALS
// FOLDER holds node_modules, BASE is the sandbox, CREDENTIALS the JSON of
// sandbox.Credentials.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, basePath, credentials] = process.argv.slice(2);
const { Client } = createRequire(join(folder, 'anchor.js'))('@hubspot/api-client');
const { client_id: clientId, client_secret: clientSecret } = JSON.parse(credentials);
const redirectUri = 'http://localhost:3000/callback';
const scopes = ['oauth', 'crm.objects.deals.read', 'crm.objects.deals.write', 'crm.objects.contacts.read',
  'crm.objects.contacts.write', 'crm.objects.owners.read'];

const client = new Client({ basePath });

// refused runs a call that must fail and gives back the exception.
async function refused(status, promise) {
  try {
    await promise;
  } catch (error) {
    assert.equal(error.code, status, `status of ${error.message}`);
    return error;
  }
  assert.fail(`expected a ${status}`);
}

const steps = {
  async tokens() {
    const asked = new URL(client.oauth.getAuthorizationUrl(clientId, redirectUri, scopes.join(' '), undefined, 'st4te'));
    const page = await fetch(`${basePath}${asked.pathname}${asked.search}&sandbox_answer=allow`, { redirect: 'manual' });
    assert.equal(page.status, 302);
    const back = new URL(page.headers.get('location'));
    assert.equal(back.searchParams.get('state'), 'st4te');
    const code = back.searchParams.get('code');

    const first = await client.oauth.tokensApi.create('authorization_code', code, redirectUri, clientId, clientSecret);
    assert.equal(first.expiresIn, 1800);
    const twice = await refused(400, client.oauth.tokensApi.create('authorization_code', code, redirectUri, clientId, clientSecret));
    assert.equal(twice.body.status, 'BAD_AUTH_CODE');
    const second = await client.oauth.tokensApi.create('refresh_token', undefined, undefined, clientId, clientSecret, first.refreshToken);
    assert.notEqual(second.accessToken, first.accessToken);

    const info = await client.oauth.accessTokensApi.get(second.accessToken);
    assert.equal(info.hubId, 1000001);
    assert.deepEqual(info.scopes, scopes);
    assert.equal((await client.oauth.refreshTokensApi.get(second.refreshToken)).user, 'maria.keller@northwind.example');

    const spare = await fetch(`${basePath}${asked.pathname}${asked.search}&sandbox_answer=allow&sandbox_account=2`, { redirect: 'manual' });
    const other = await client.oauth.tokensApi.create('authorization_code', new URL(spare.headers.get('location')).searchParams.get('code'), redirectUri, clientId, clientSecret);
    assert.equal((await client.oauth.accessTokensApi.get(other.accessToken)).hubId, 1000002);
    await client.oauth.refreshTokensApi.archive(other.refreshToken);
    await refused(400, client.oauth.tokensApi.create('refresh_token', undefined, undefined, clientId, clientSecret, other.refreshToken));
    client.setAccessToken(second.accessToken);
  },

  async contacts() {
    const api = client.crm.contacts.basicApi;
    const made = await api.create({ properties: { email: 'Nora@Example.com', firstname: 'Nora' } });
    assert.equal(made.properties.email, 'nora@example.com');
    assert.ok(made.createdAt instanceof Date);
    assert.equal((await api.getById('nora@example.com', ['phone'], undefined, undefined, false, 'email')).id, made.id);
    assert.equal((await api.update(made.id, { properties: { lastname: 'Bell', phone: '555' } })).properties.lastname, 'Bell');
    assert.match((await refused(409, api.create({ properties: { email: 'nora@example.com' } }))).body.message, new RegExp(made.id));
    const bad = await refused(400, api.create({ properties: { email: 'ann@', tier: 'x' } }));
    assert.equal(bad.body.category, 'VALIDATION_ERROR');
    assert.equal(bad.body.errors.length, 2);
    const page = await api.getPage(5, undefined, ['email', 'phone'], undefined, ['deals']);
    assert.equal(page.results.length, 5);
    assert.equal((await api.getPage(5, page.paging.next.after)).results.length, 5);
    assert.equal((await client.crm.contacts.getAll()).length, 15);
    const found = await client.crm.contacts.searchApi.doSearch({
      filterGroups: [{ filters: [{ propertyName: 'email', operator: 'EQ', value: 'nora@example.com' }] }],
      sorts: ['-createdate'], properties: ['email'], limit: 10, after: '0',
    });
    assert.equal(found.total, 1);
    await api.archive(made.id);
    await refused(404, api.getById(made.id));
  },

  async deals() {
    const api = client.crm.deals.basicApi;
    const contact = await client.crm.contacts.basicApi.create({ properties: { lastname: 'Reed' } });
    const made = await api.create({
      properties: { dealname: 'Node deal', dealstage: 'qualifiedtobuy', amount: '12.50', closedate: '2026-12-01' },
      associations: [{ to: { id: contact.id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 3 }] }],
    });
    const read = await api.getById(made.id, ['dealname', 'dealstage'], ['dealstage'], ['contacts']);
    assert.equal(read.associations.contacts.results[0].id, contact.id);
    assert.equal(read.propertiesWithHistory.dealstage[0].value, 'qualifiedtobuy');
    assert.equal((await api.update(made.id, { properties: { dealstage: 'closedwon' } })).properties.hs_is_closed_won, 'true');
    const page = await api.getPage(10, undefined, ['dealname'], undefined, ['contacts']);
    assert.equal((await api.getPage(10, page.paging.next.after)).results.length, 10);
    const found = await client.crm.deals.searchApi.doSearch({ query: 'acme', limit: 1 });
    assert.equal(found.total, 2);
    assert.equal((await client.crm.deals.searchApi.doSearch({ query: 'acme', limit: 1, after: found.paging.next.after })).results.length, 1);
    await refused(400, api.update(made.id, { properties: { dealstage: 'won' } }));

    const other = await client.crm.contacts.basicApi.create({ properties: { lastname: 'Stone' } });
    const v4 = client.crm.associations.v4.basicApi;
    const tied = await v4.createDefault('deals', made.id, 'contacts', other.id);
    assert.equal(tied.status, 'COMPLETE');
    await v4.create('deals', made.id, 'contacts', other.id, [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 3 }]);
    assert.equal((await v4.getPage('deals', made.id, 'contacts')).results.length, 2);
    await v4.archive('deals', made.id, 'contacts', other.id);
    assert.equal((await v4.getPage('deals', made.id, 'contacts')).results.length, 1);
    const upsert = { inputs: [{ id: 'op-1', idProperty: 'parley_operation_id', properties: { dealname: 'Batch', dealstage: 'qualifiedtobuy' } }] };
    assert.equal((await client.crm.deals.batchApi.upsert(upsert)).results[0]._new, true);
    assert.equal((await client.crm.deals.batchApi.upsert(upsert)).results[0]._new, false);
    const both = await client.crm.deals.batchApi.read({ inputs: [{ id: made.id }], properties: ['dealname'], propertiesWithHistory: [] });
    assert.equal(both.results[0].properties.dealname, 'Node deal');
    await api.archive(made.id);
    await refused(404, api.getById(made.id));
  },

  async pipelines() {
    const api = client.crm.pipelines;
    const list = await api.pipelinesApi.getAll('deals');
    assert.equal(list.results.length, 1);
    assert.equal(list.results[0].stages.length, 7);
    assert.equal((await api.pipelinesApi.getById('deals', 'default')).label, 'Sales Pipeline');
    const stages = await api.pipelineStagesApi.getAll('deals', 'default');
    assert.equal(stages.results.at(-1).metadata.isClosed, 'true');
  },

  async owners() {
    const page = await client.crm.owners.ownersApi.getPage(undefined, undefined, 2);
    assert.equal(page.results.length, 2);
    const rest = await client.crm.owners.ownersApi.getPage(undefined, page.paging.next.after, 2);
    assert.equal(rest.results.length, 1);
    const one = await client.crm.owners.ownersApi.getPage('tom.okafor@northwind.example');
    assert.equal(one.results[0].id, '7102');
    assert.equal((await client.crm.owners.ownersApi.getById(7102)).firstName, 'Tom');
  },

  async properties() {
    const list = await client.crm.properties.coreApi.getAll('deals');
    assert.ok(list.results.some((p) => p.name === 'parley_operation_id' && p.hasUniqueValue));
    const stage = await client.crm.properties.coreApi.getByName('deals', 'dealstage');
    assert.equal(stage.options.length, 7);
    await refused(403, client.crm.properties.coreApi.create('deals', { name: 'colour', label: 'Colour', type: 'string', fieldType: 'text', groupName: 'dealinformation' }));
  },
};

for (const [name, step] of Object.entries(steps)) {
  try {
    await step();
  } catch (error) {
    console.error(`${name}:`, error);
    process.exit(1);
  }
  console.log(`${name}: fine`);
}
