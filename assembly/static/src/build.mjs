// Makes assembly/static/build/ from this folder: style, script, fonts, icon sprite, map and the
// manifest of content hashes; and assembly/fonts/, what papers are set in, which is not served.
// Needs Node 20 and `npm ci`; nothing is fetched.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const source = dirname(fileURLToPath(import.meta.url));
const root = join(source, "../../..");
const build = join(source, "../build");
const modules = join(root, "node_modules");

// Our four languages need the first two (36 kB); a browser fetches the others only where a name needs them.
const FONTS = ["latin", "cyrillic", "latin-ext", "cyrillic-ext", "vietnamese"];

// What PDF papers are set in (assembly/pdf.py): typst takes TTF and OTF only, and needs each font whole.
const PAPER_FONTS = {
  "@expo-google-fonts/source-serif-4": ["600SemiBold/SourceSerif4_600SemiBold.ttf"],
  "@expo-google-fonts/noto-sans": ["400Regular/NotoSans_400Regular.ttf", "700Bold/NotoSans_700Bold.ttf"],
  "@expo-google-fonts/noto-sans-arabic": ["400Regular/NotoSansArabic_400Regular.ttf"],
  "@expo-google-fonts/noto-sans-devanagari": ["400Regular/NotoSansDevanagari_400Regular.ttf"],
  "@expo-google-fonts/noto-sans-ethiopic": ["400Regular/NotoSansEthiopic_400Regular.ttf"],
  "@expo-google-fonts/noto-sans-thai": ["400Regular/NotoSansThai_400Regular.ttf"],
  "@embedpdf/fonts-sc": ["fonts/NotoSansHans-Regular.otf"],
};

// Names as in bootstrap-icons. An icon that a template asks for must stand here (a test compares).
const ICONS = readFileSync(join(source, "icons.txt"), "utf8").split("\n").filter(Boolean);

const hash = (content) => createHash("sha256").update(content).digest("hex").slice(0, 12);
const manifest = {};
function emit(name, content) {
  manifest[name] = hash(content);
  writeFileSync(join(build, name), content);
}

// Fonts carry their hash in the style too, so that all of the build may be cached for ever.
function fonts() {
  const family = join(modules, "@fontsource/source-serif-4");
  const ranges = JSON.parse(readFileSync(join(family, "unicode.json"), "utf8"));
  return FONTS.map((script) => {
    const name = `fonts/source-serif-4-${script}-600.woff2`;
    emit(name, readFileSync(join(family, `files/source-serif-4-${script}-600-normal.woff2`)));
    const source = `url(${name}?v=${manifest[name]}) format("woff2")`;
    return `@font-face{font-family:"Source Serif 4";font-weight:600;font-display:swap;src:${source};unicode-range:${ranges[script]}}`;
  }).join("");
}

function style() {
  return sass.compile(join(source, "app.scss"), {
    style: "compressed",
    charset: false,
    loadPaths: [modules],
    quietDeps: true, // Bootstrap 5.3 is written with @import
    silenceDeprecations: ["import"],
  }).css;
}

function sprite() {
  const symbols = ICONS.map((name) => {
    const svg = readFileSync(join(modules, `bootstrap-icons/icons/${name}.svg`), "utf8");
    const inner = svg.slice(svg.indexOf(">") + 1, svg.lastIndexOf("</svg>")).replaceAll(/\s*\n\s*/g, "");
    return `<symbol id="${name}" viewBox="0 0 16 16">${inner}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

// The land of the world, without borders and the far south, as one path: ten units are a degree, the upper left
// is 180° W 90° N. TopoJSON gives each arc as differences of whole numbers; a negative number: the arc backwards.
const SOUTHERNMOST = 1460;
function land() {
  const { arcs, objects, transform } = JSON.parse(readFileSync(join(modules, "world-atlas/land-110m.json"), "utf8"));
  const [wide, high] = transform.scale.map((scale) => scale * 10);
  const [left, bottom] = transform.translate.map((start) => start * 10);
  const drawn = arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => [(x += dx) * wide + left + 1800, 900 - ((y += dy) * high + bottom)].map(Math.round));
  });
  const ring = (parts) => parts.flatMap((arc) => (arc < 0 ? drawn[~arc].toReversed() : drawn[arc]));
  const around = (dx) => (dx > 1800 ? dx - 3600 : dx < -1800 ? dx + 3600 : dx);
  const steps = (points) => points.slice(1).map(([x, y], i) => [around(x - points[i][0]), y - points[i][1]]);
  const line = (points, shift = 0) => {
    const moves = steps(points).filter(([dx, dy]) => dx || dy);
    return `M${points[0][0] + shift} ${points[0][1]}l${moves.join(" ")}z`;
  };
  const crosses = (points) => points.slice(1).some(([x], i) => Math.abs(x - points[i][0]) > 1800);
  const rings = objects.land.geometries.flatMap((shape) => shape.arcs.flat()).map(ring);
  const north = rings.filter((points) => points.some(([, y]) => y < SOUTHERNMOST));
  // What crosses the 180th meridian goes over an edge of the map, so that it is drawn at both.
  const path = north.flatMap((points) => (crosses(points) ? [-3600, 0, 3600] : [0]).map((shift) => line(points, shift))).join("");
  return `<svg xmlns="http://www.w3.org/2000/svg"><symbol id="land" viewBox="0 0 3600 1800"><path d="${path}"/></symbol></svg>`;
}

// The licence of a font goes where the font goes.
function paperFonts(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [family, files] of Object.entries(PAPER_FONTS)) {
    for (const file of files) copyFileSync(join(modules, family, file), join(folder, basename(file)));
    const licence = family.startsWith("@expo") ? "LICENSE_FONT" : "LICENSE";
    copyFileSync(join(modules, family, licence), join(folder, `${basename(family)}-OFL.txt`));
  }
}

rmSync(build, { recursive: true, force: true });
mkdirSync(join(build, "fonts"), { recursive: true });
emit("app.css", fonts() + style());
emit("app.js", readFileSync(join(source, "app.js"), "utf8"));
emit("order.js", readFileSync(join(source, "order.js"), "utf8"));
emit("passkey.js", readFileSync(join(source, "passkey.js"), "utf8"));
emit("icons.svg", sprite());
emit("land.svg", land());
writeFileSync(join(build, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
paperFonts(join(source, "../../fonts"));
