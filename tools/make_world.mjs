// Makes src/opcat/charts/world.topojson out of Natural Earth: see CONTRIBUTING.md, "The map".
//
//   node tools/make_world.mjs src/opcat/data/states.csv src/opcat/charts/world.topojson
//
// It needs the npm packages world-atlas@2 (Natural Earth 4.1.0, as topologies), topojson-client@3,
// topojson-simplify@3, d3-geo@3 and polylabel@2 in the node_modules of the working directory.

import {readFileSync, writeFileSync} from "node:fs";
import {createRequire} from "node:module";
import {join} from "node:path";

const load = createRequire(join(process.cwd(), "package.json"));
const {feature, mergeArcs, quantize} = load("topojson-client");
const {presimplify, simplify} = load("topojson-simplify");
const {geoArea} = await import(load.resolve("d3-geo"));
const {default: polylabel} = await import(load.resolve("polylabel"));

const EARTH = 6371.0088 ** 2; // km², the square of the mean radius
const QUANTA = 1e4; // steps on each axis
const DETAIL = 0.028; // square degrees: what a corner has to be worth to be kept
const SMALLEST = 250; // km²: what an island has to cover, unless it is a State's largest
const TINIEST = 1; // km²: what the steps can still show
const SMALL = 3000; // km²: up to here a State keeps every corner
const ANTARCTICA = "010";

const [record, target] = process.argv.slice(2);
const rows = readFileSync(record, "utf8").trim().split("\n").slice(1);
const alpha3 = new Map(rows.map((row) => row.split(",")).map(([key, , number]) => [number, key]));
const atlas = (scale) => structuredClone(load(`world-atlas/countries-${scale}.json`));

/** The polygons of a geometry, as lists of rings. */
function polygons({type, coordinates, arcs}) {
  const rings = arcs ?? coordinates;
  return type === "Polygon" ? [rings] : type === "MultiPolygon" ? rings : [];
}

/** In km². A ring that runs the wrong way round, as one of the atlas does, is measured right. */
function area(rings) {
  const part = geoArea({type: "Polygon", coordinates: rings});
  return Math.min(part, 4 * Math.PI - part) * EARTH;
}

/**
 * Each State's largest piece of land, measured on the finest scale that has it; the point lies
 * where the nearest border is farthest.
 */
function points() {
  const largest = new Map();
  for (const world of [atlas("50m"), atlas("10m")]) {
    const found = new Map();
    for (const shape of world.objects.countries.geometries) {
      const key = alpha3.get(shape.id);
      for (const rings of key ? polygons(feature(world, shape).geometry) : []) {
        const size = area(rings);
        if (size > (found.get(key)?.size ?? 0)) found.set(key, {size, rings});
      }
    }
    for (const [key, piece] of found) largest.set(key, piece);
  }
  return [...largest].map(([id, {size, rings}]) => ({
    type: "Point",
    id,
    properties: {km2: Number(size.toPrecision(3))},
    coordinates: [...polylabel(rings, 0.001)],
  }));
}

/** Weigh corners so that simplifying leaves no island flat, and a small State as it is. */
function keepSmall(topology) {
  for (const arc of topology.arcs) {
    const [first, last] = [arc[0], arc[arc.length - 1]];
    if (first[0] !== last[0] || first[1] !== last[1]) continue;
    const inner = arc.slice(1, -1).sort((a, b) => b[2] - a[2]);
    for (const corner of inner.slice(0, 3)) corner[2] = Infinity;
  }
  for (const shape of topology.objects.states.geometries) {
    const most = Math.max(...polygons(feature(topology, shape).geometry).map(area));
    if (most > SMALL) continue;
    for (const arc of polygons(shape).flat(2)) {
      for (const corner of topology.arcs[arc < 0 ? ~arc : arc]) corner[2] = Infinity;
    }
  }
}

/** The polygons of one State or of the rest, without islands and holes too small to see. */
function sized(topology, shape) {
  const drawn = polygons(feature(topology, shape).geometry);
  const most = Math.max(...drawn.map(area));
  return polygons(shape)
    .map((rings, place) => rings.filter((_, n) => area([drawn[place][n]]) >= TINIEST))
    .filter((rings, place) => rings.length && area(drawn[place]) >= Math.min(SMALLEST, most));
}

const source = atlas("50m");
delete source.objects.land;
const shapes = source.objects.countries.geometries.filter(({id}) => id !== ANTARCTICA);
const states = new Map();
const rest = [];
for (const shape of shapes) {
  const key = alpha3.get(shape.id);
  if (key) states.set(key, [...(states.get(key) ?? []), ...polygons(shape)]);
  else rest.push({type: "MultiPolygon", arcs: polygons(shape)});
}
for (const shape of rest) shape.arcs = sized(source, shape);
for (const [key, arcs] of states) {
  const large = sized(source, {type: "MultiPolygon", arcs});
  if (large.length) states.set(key, large);
  else states.delete(key);
}
source.objects = {
  states: {
    type: "GeometryCollection",
    geometries: [...states].sort().map(([id, arcs]) => ({type: "MultiPolygon", id, arcs})),
  },
  others: mergeArcs(source, rest),
};

const detailed = presimplify(source);
keepSmall(detailed);
const simple = simplify(detailed, DETAIL);
simple.objects.points = {
  type: "GeometryCollection",
  geometries: points().sort((a, b) => (a.id < b.id ? -1 : 1)),
};
// Arcs that nothing uses any more stay behind: drop them, and number the others anew.
const used = new Map();
const renumber = (arcs) =>
  Array.isArray(arcs)
    ? arcs.map(renumber)
    : arcs < 0
      ? ~number(~arcs)
      : number(arcs);
function number(arc) {
  if (!used.has(arc)) used.set(arc, used.size);
  return used.get(arc);
}
for (const shape of [...simple.objects.states.geometries, simple.objects.others]) {
  shape.arcs = renumber(shape.arcs);
}
simple.arcs = [...used.keys()].map((arc) => simple.arcs[arc]);
delete simple.bbox;

writeFileSync(target, JSON.stringify(quantize(simple, QUANTA)) + "\n");
