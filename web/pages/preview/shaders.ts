/** What the graphics card computes for each corner and for each pixel (GLSL ES 3.0). */

/** Keeps what lies on the near side of the section plane: `cut` is its normal and how far along that it stands. */
const clip = /* glsl */ `
  uniform vec4 cut;
  in vec3 place;
  void clip() {
    if (dot(place, cut.xyz) > cut.w) discard;
  }`

const head = /* glsl */ `#version 300 es
  precision highp float;`

export const lineVertex = /* glsl */ `${head}
  in vec3 position;
  uniform mat4 modelViewMatrix, projectionMatrix;
  out vec3 place;
  void main() {
    place = position;
    gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
  }`

export const lineFragment = /* glsl */ `${head}
  uniform vec3 colour;
  out vec4 pixel;
  ${clip}
  void main() {
    clip();
    pixel = vec4(colour, 1.0);
  }`

export const roundVertex = /* glsl */ `${head}
  in vec3 position, normal;
  uniform mat4 modelViewMatrix, projectionMatrix;
  uniform mat3 normalMatrix;
  out vec3 place, seen, bent;
  void main() {
    place = position;
    bent = normalMatrix * normal;
    vec4 at = modelViewMatrix * vec4(position, 1.0);
    seen = at.xyz;
    gl_Position = projectionMatrix * at;
  }`

export const flatVertex = /* glsl */ `${head}
  in vec3 position;
  uniform mat4 modelViewMatrix, projectionMatrix;
  out vec3 place, seen;
  void main() {
    place = position;
    vec4 at = modelViewMatrix * vec4(position, 1.0);
    seen = at.xyz;
    gl_Position = projectionMatrix * at;
  }`

/** Light from the sky of the part, and a lamp that comes along with who looks; colours are mixed as light is. */
const lit = /* glsl */ `
  uniform vec3 colour;
  uniform mat4 viewMatrix;
  out vec4 pixel;
  const vec3 lamp = normalize(vec3(-0.6, 0.9, 1.0));
  void light(vec3 normal) {
    float skyward = 0.5 + 0.5 * dot(normal, mat3(viewMatrix) * vec3(0.0, 0.0, 1.0));
    vec3 sky = mix(vec3(0.20, 0.18, 0.17), vec3(0.58), skyward);
    vec3 halfway = normalize(lamp - normalize(seen));
    float gloss = 0.12 * pow(max(dot(normal, halfway), 0.0), 24.0);
    vec3 lights = sky + 0.72 * max(dot(normal, lamp), 0.0);
    pixel = vec4(pow(pow(colour, vec3(2.2)) * lights + gloss, vec3(1.0 / 2.2)), 1.0);
  }`

/** The inside of a part that is cut open is lit as the outside is. */
export const roundFragment = /* glsl */ `${head}
  in vec3 seen, bent;
  ${clip}
  ${lit}
  void main() {
    clip();
    vec3 normal = normalize(bent);
    light(gl_FrontFacing ? normal : -normal);
  }`

/** The slope of a face follows from its pixels, so that corners need no normals. */
export const flatFragment = /* glsl */ `${head}
  in vec3 seen;
  ${clip}
  ${lit}
  void main() {
    vec3 normal = normalize(cross(dFdx(seen), dFdy(seen)));
    clip();
    light(normal);
  }`
