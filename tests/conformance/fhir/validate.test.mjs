// The validator finds what is wrong: node --test
import assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('validate.mjs', import.meta.url));
const patient = 'urn:uuid:00000000-0000-4000-8000-000000000002';
const sound = () => ({
  resourceType: 'Bundle',
  type: 'document',
  identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.3' },
  timestamp: '2024-03-05T10:00:00Z',
  entry: [
    {
      fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000001',
      resource: {
        resourceType: 'Composition',
        status: 'final',
        type: { text: 'PPS' },
        subject: { reference: patient },
        date: '2024-03-05',
        author: [{ reference: patient }],
        title: 'PPS',
      },
    },
    { fullUrl: patient, resource: { resourceType: 'Patient', gender: 'female' } },
  ],
});

function judge(change) {
  const bundle = sound();
  change(bundle);
  const file = join(mkdtempSync(join(tmpdir(), 'fhir-')), 'bundle.json');
  writeFileSync(file, JSON.stringify(bundle));
  const done = spawnSync(process.execPath, [script, file], { encoding: 'utf8' });
  return { code: done.status, text: done.stdout + done.stderr };
}

test('accepts a sound document', () => {
  const { code, text } = judge(() => {});
  assert.equal(code, 0, text);
});

const faults = {
  'a missing element': (bundle) => delete bundle.entry[0].resource.title,
  'an element that FHIR does not have': (bundle) => (bundle.entry[1].resource.nom = 'x'),
  'a code outside its required value set': (bundle) => (bundle.entry[1].resource.gender = 'femme'),
  'a code of a resource that is not of its value set': (bundle) => (bundle.entry[0].resource.status = 'done'),
  'a broken invariant': (bundle) => delete bundle.identifier,
  'a reference that leads nowhere': (bundle) => (bundle.entry[0].resource.subject.reference = 'urn:uuid:x'),
  'a reference to another type': (bundle) => (bundle.entry[0].resource.custodian = { reference: patient }),
  'a resource that nothing refers to': (bundle) =>
    bundle.entry.push({ fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000003', resource: { resourceType: 'Patient' } }),
  'a malformed date': (bundle) => (bundle.entry[0].resource.date = '05/03/2024'),
};
for (const [name, change] of Object.entries(faults)) {
  test(`finds ${name}`, () => {
    const { code, text } = judge(change);
    assert.equal(code, 1, text);
  });
}
