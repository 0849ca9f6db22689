// Reads what chengwen/site/search/ wrote: the head, the positions of pairs, the texts. Counts are in UTF-16 units.

const folder = new URL("../find/", import.meta.url);
const AT_ONCE = 8; // files asked for at the same time

async function unpacked(name) {
  const packed = await fetch(new URL(name, folder));
  if (!packed.ok) throw new Error(`${packed.status} ${name}`);
  return new Response(packed.body.pipeThrough(new DecompressionStream("gzip")));
}

const json = async (name) => (await unpacked(name)).json();

// Each is asked for once; a failure is forgotten, so that it is asked for again.
function once(load) {
  const known = new Map();
  return (key) => {
    if (!known.has(key)) {
      const answer = load(key);
      known.set(key, answer);
      answer.catch(() => known.delete(key));
    }
    return known.get(key);
  };
}

export const readFold = once(async () => {
  const { fold, labels } = await json("fold.bin");
  return { folds: new Map([...fold[0]].map((from, at) => [from, fold[1][at]])), labels };
});
export const readHead = once(async () => {
  const [head, folds] = await Promise.all([json("head.bin"), readFold()]);
  return { ...headOf(head), ...folds };
});
export const readPhrases = once(() => json("phrases.bin"));
export const readDesk = once(() => json("desk.bin"));
export const readFrames = once(() => json("frames.bin"));
const readBlock = once((number) => json(`texts/${number}.bin`));
const readPairs = once(async (number) => pairsOf(numbersOf(await (await unpacked(`pairs/${number}.bin`)).arrayBuffer())));

function headOf(said) {
  const total = said.sections.reduce((sum, one) => sum + one.length / 2, 0);
  const head = {
    ...said,
    documents: said.sections.length,
    starts: new Uint32Array(total + 1), // where each section begins, in all texts put one behind the other
    parts: new Uint8Array(total), // its combination of parts
    owner: new Uint32Array(total), // its document
    first: new Uint32Array(said.sections.length + 1), // the first section of each document
    combinations: said.parts,
    block: new Uint32Array(said.sections.length), // the file with the text of each document
    place: new Uint32Array(said.sections.length), // and which of those in it it is
  };
  let section = 0;
  let position = 0;
  said.sections.forEach((numbers, document) => {
    head.first[document] = section;
    for (let at = 0; at < numbers.length; at += 2) {
      head.starts[section] = position;
      head.parts[section] = numbers[at + 1];
      head.owner[section] = document;
      position += numbers[at];
      section++;
    }
  });
  head.starts[section] = position;
  head.first[said.sections.length] = section;
  let document = 0;
  said.blocks.forEach(([number], block) => {
    for (let place = 0; place < number; place++, document++) {
      head.block[document] = block;
      head.place[document] = place;
    }
  });
  return head;
}

// Four planes of bytes, the lowest first.
function numbersOf(buffer) {
  const bytes = new Uint8Array(buffer);
  const length = bytes.length / 4;
  const numbers = new Uint32Array(length);
  for (let at = 0; at < length; at++) {
    const high = (bytes[at + 2 * length] << 16) | (bytes[at + 3 * length] << 24);
    numbers[at] = (bytes[at] | (bytes[at + length] << 8) | high) >>> 0;
  }
  return numbers;
}

// The positions of each pair, ascending.
function pairsOf(numbers) {
  const found = new Map();
  const size = numbers[0];
  let at = 1 + 2 * size;
  let pair = 0;
  for (let number = 0; number < size; number++) {
    pair += numbers[1 + number];
    const positions = numbers.subarray(at, at + numbers[1 + size + number]);
    for (let place = 1; place < positions.length; place++) positions[place] += positions[place - 1];
    at += positions.length;
    found.set(pair >>> 0, positions);
  }
  return found;
}

// Folds a text as the index was; a unit stays a unit.
export function fold({ folds }, text) {
  const narrow = text.replace(/[Ａ-Ｚａ-ｚ０-９]/gu, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
  return narrow.replace(/[A-Z]/gu, (sign) => sign.toLowerCase()).replace(/./gu, (sign) => folds.get(sign) ?? sign);
}

// The first number of those ascending that is greater than the value.
export function after(numbers, value) {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

const fileOf = (head, pair) => Math.max(0, after(head.pairs, pair) - 1);

// Where a pair of units begins; of a single unit, where any pair with it begins.
export async function positionsOf(head, word) {
  const pair = word.charCodeAt(0) * 0x10000 + (word.length > 1 ? word.charCodeAt(1) : 0);
  const last = word.length > 1 ? pair : pair + 0xffff;
  const from = fileOf(head, pair);
  const files = await inTurn(Array.from({ length: fileOf(head, last) - from + 1 }, (_, at) => from + at), readPairs);
  if (word.length > 1) return files[0]?.get(pair) ?? new Uint32Array();
  const lists = files.flatMap((file) => [...file].filter(([key]) => key >= pair && key <= last).map(([, list]) => list));
  const all = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    all.set(list, at);
    at += list.length;
  }
  return all.sort();
}

// Calls a function with each item, some at a time; what the calls answer, in order.
async function inTurn(items, ask) {
  const answers = Array(items.length);
  let next = 0;
  const work = async () => {
    for (let mine = next++; mine < items.length; mine = next++) answers[mine] = await ask(items[mine]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return answers;
}

const read = new Set(); // files of texts that are here

// Reads the texts of some documents: {name, title, text, start, sections: [{id, start, heading}]} by number.
export async function readDocuments(head, numbers) {
  const blocks = [...new Set(numbers.map((number) => head.block[number]))];
  const files = new Map();
  await inTurn(blocks, async (block) => {
    files.set(block, await readBlock(block));
    read.add(block);
  });
  return new Map(
    numbers.map((number) => {
      const [name, title, text, sections] = files.get(head.block[number])[head.place[number]];
      const first = head.first[number];
      const told = sections.map(([id, heading], at) => ({ id, heading, start: head.starts[first + at] }));
      return [number, { number, name, title, text, start: head.starts[first], sections: told }];
    }),
  );
}

// How many bytes are to be read before these documents are here.
export function bytesOf(head, numbers) {
  const blocks = new Set(numbers.map((number) => head.block[number]));
  return [...blocks].filter((block) => !read.has(block)).reduce((sum, block) => sum + head.blocks[block][1], 0);
}

export const valuesOf = (head, name, document) => head.facets[name][document].map((at) => head.values[name][at]);
