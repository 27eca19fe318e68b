// How nodes and edges are drawn (WebGL): outlines by type, lines by status, arrow heads, parallel edges side by side.
import { EdgeProgram, NodeProgram } from "sigma/rendering";
import { floatColor } from "sigma/utils";

const FLOAT = 0x1406;
const BYTE = 0x1401;
const TRIANGLE_STRIP = 5;
const TRIANGLES = 4;
const SEGMENTS = 8;

/** Two triangles. Each node has them to itself: drawn as instances of one, thousands are slow where there is no GPU. */
const CORNERS = [[-1, -1], [1, -1], [-1, 1], [-1, 1], [1, -1], [1, 1]];

/** Shapes in the order of the shader. */
const SHAPES = ["ellipse", "box", "component", "house"];

const NODE_VERTEX = `
attribute vec2 a_position; attribute float a_size; attribute float a_shape;
attribute vec4 a_fill; attribute vec4 a_stroke; attribute vec4 a_id; attribute vec2 a_corner;
uniform mat3 u_matrix; uniform float u_sizeRatio; uniform float u_correctionRatio; uniform float u_pixelRatio;
varying vec4 v_fill; varying vec4 v_stroke; varying vec2 v_at; varying float v_pixels; varying float v_shape;
const float bias = 255.0 / 254.0;
void main() {
  float radius = a_size * u_correctionRatio / u_sizeRatio * 2.0;
  v_at = a_corner * 1.3;
  gl_Position = vec4((u_matrix * vec3(a_position + v_at * radius, 1.0)).xy, 0.0, 1.0);
  v_pixels = a_size / u_sizeRatio * u_pixelRatio;
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_fill = a_id; v_stroke = a_id;
  #else
  v_fill = a_fill; v_stroke = a_stroke;
  #endif
  v_fill.a *= bias; v_stroke.a *= bias;
}`;

const NODE_FRAGMENT = `
precision highp float;
varying vec4 v_fill; varying vec4 v_stroke; varying vec2 v_at; varying float v_pixels; varying float v_shape;
float outside(vec2 p) {
  if (v_shape < 0.5) return length(p) - 1.0;
  if (v_shape < 1.5) { vec2 q = abs(p) - vec2(0.62); return length(max(q, 0.0)) + min(max(q.x, q.y), 0.0) - 0.24; }
  if (v_shape < 2.5) { vec2 q = abs(p); return max(q.x * 0.866 + q.y * 0.5, q.y) - 0.86; }
  return max(max(abs(p.x) - 0.85, -p.y - 0.9), abs(p.x) * 0.727 + p.y * 0.687 - 0.687);
}
void main() {
  float d = outside(v_at);
  #ifdef PICKING_MODE
  gl_FragColor = d > 0.0 ? vec4(0.0) : v_fill;
  #else
  float soft = 1.0 / v_pixels;
  float ring = max(0.2, 1.6 / v_pixels);
  vec4 color = mix(v_fill, v_stroke, smoothstep(-ring - soft, -ring + soft, d));
  float alpha = 1.0 - smoothstep(-soft, soft, d);
  gl_FragColor = color * alpha;
  #endif
}`;

export class NodeShape extends NodeProgram {
  getDefinition() {
    return {
      VERTICES: CORNERS.length,
      VERTEX_SHADER_SOURCE: NODE_VERTEX,
      FRAGMENT_SHADER_SOURCE: NODE_FRAGMENT,
      METHOD: TRIANGLES,
      UNIFORMS: ["u_matrix", "u_sizeRatio", "u_correctionRatio", "u_pixelRatio"],
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_fill", size: 4, type: BYTE, normalized: true },
        { name: "a_stroke", size: 4, type: BYTE, normalized: true },
        { name: "a_id", size: 4, type: BYTE, normalized: true },
        { name: "a_corner", size: 2, type: FLOAT },
      ],
    };
  }

  processVisibleItem(index, at, data) {
    const array = this.array;
    const [shape, fill, stroke] = [Math.max(0, SHAPES.indexOf(data.shape)), floatColor(data.color), floatColor(data.stroke)];
    for (const [x, y] of CORNERS) {
      array[at++] = data.x;
      array[at++] = data.y;
      array[at++] = data.size;
      array[at++] = shape;
      array[at++] = fill;
      array[at++] = stroke;
      array[at++] = index;
      array[at++] = x;
      array[at++] = y;
    }
  }

  setUniforms(params, { gl, uniformLocations: at }) {
    gl.uniformMatrix3fv(at.u_matrix, false, params.matrix);
    gl.uniform1f(at.u_sizeRatio, params.sizeRatio);
    gl.uniform1f(at.u_correctionRatio, params.correctionRatio);
    gl.uniform1f(at.u_pixelRatio, params.pixelRatio);
  }
}

// All in px of the page, so that widths, dashes and heads do not depend on the zoom. The line is a quadratic curve drawn
// as a strip; the strip's last two steps are the head's base (kind 1) and tip (kind 2).
const EDGE_VERTEX = `
attribute vec2 a_source; attribute vec2 a_target; attribute vec4 a_style; attribute vec2 a_radii;
attribute vec4 a_color; attribute vec4 a_id; attribute vec3 a_step;
uniform mat3 u_matrix; uniform vec2 u_viewport; uniform float u_sizeRatio; uniform float u_pixelRatio;
varying vec4 v_color; varying float v_half; varying float v_off; varying float v_along; varying float v_dash; varying float v_thick;
varying float v_kind;
const float bias = 255.0 / 254.0;
void main() {
  vec2 a = (u_matrix * vec3(a_source, 1.0)).xy * u_viewport * 0.5;
  vec2 b = (u_matrix * vec3(a_target, 1.0)).xy * u_viewport * 0.5;
  vec2 d = b - a;
  float chord = max(length(d), 0.001);
  float curve = a_style.y;
  vec2 c = (a + b) * 0.5 + vec2(-d.y, d.x) * curve;
  float len = chord * (1.0 + 0.667 * curve * curve);
  float thick = max(a_style.x / u_sizeRatio, 1.0);
  float head = a_style.w > 0.5 ? 5.5 + 1.7 * thick : 0.0;
  vec2 radii = a_radii / u_sizeRatio;
  float first = radii.x / len;
  float last = 1.0 - (radii.y + (a_style.w > 0.5 ? 1.0 : 0.0)) / len;
  float base = max(first, last - head / len);
  float t = a_step.z > 1.5 ? last : a_step.z > 0.5 ? base : mix(first, base, a_step.x);
  vec2 p = mix(mix(a, c, t), mix(c, b, t), t);
  vec2 tangent = normalize(mix(c - a, b - c, t) + vec2(0.0001, 0.0));
  float w = a_step.z > 1.5 ? 0.0 : a_step.z > 0.5 ? head * 0.4 : thick * 0.5;
  #ifdef PICKING_MODE
  w = max(w, 4.0);
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
  float wide = a_step.z > 1.5 ? 0.0 : w + 1.0;
  v_half = w; v_off = a_step.y * wide; v_along = t * len; v_dash = a_step.z > 0.5 ? 0.0 : a_style.z; v_thick = thick;
  v_kind = a_step.z;
  vec2 clip = (p + vec2(-tangent.y, tangent.x) * v_off) / (u_viewport * 0.5);
  // Where the ends touch there is nothing to draw.
  gl_Position = last <= first ? vec4(2.0, 2.0, 2.0, 1.0) : vec4(clip, 0.0, 1.0);
}`;

const EDGE_FRAGMENT = `
precision highp float;
varying vec4 v_color; varying float v_half; varying float v_off; varying float v_along; varying float v_dash; varying float v_thick;
varying float v_kind;
void main() {
  #ifdef PICKING_MODE
  gl_FragColor = v_color;
  #else
  float alpha = clamp(v_half + 0.5 - abs(v_off), 0.0, 1.0);
  if (v_dash > 0.5 && v_kind < 0.5) {
    float on = v_dash > 1.5 ? v_thick * 1.3 : 5.0 + 1.5 * v_thick;
    float period = v_dash > 1.5 ? on + 2.5 + v_thick : on + 3.5 + v_thick;
    float at = mod(v_along, period);
    alpha *= clamp(at + 0.5, 0.0, 1.0) * clamp(on - at + 0.5, 0.0, 1.0);
  }
  gl_FragColor = v_color * alpha;
  #endif
}`;

const steps = [];
for (let i = 0; i <= SEGMENTS; i++) steps.push([i / SEGMENTS, 1, 0], [i / SEGMENTS, -1, 0]);
steps.push([1, 1, 1], [1, -1, 1], [1, 1, 2], [1, -1, 2]);
// All edges are one strip: between two of them it has no width.
steps.unshift(steps[0]);
steps.push(steps.at(-1));

const DASHES = { solid: 0, dashed: 1, dotted: 2 };

export class EdgeLine extends EdgeProgram {
  getDefinition() {
    return {
      VERTICES: steps.length,
      VERTEX_SHADER_SOURCE: EDGE_VERTEX,
      FRAGMENT_SHADER_SOURCE: EDGE_FRAGMENT,
      METHOD: TRIANGLE_STRIP,
      UNIFORMS: ["u_matrix", "u_viewport", "u_sizeRatio", "u_pixelRatio"],
      ATTRIBUTES: [
        { name: "a_source", size: 2, type: FLOAT },
        { name: "a_target", size: 2, type: FLOAT },
        { name: "a_style", size: 4, type: FLOAT },
        { name: "a_radii", size: 2, type: FLOAT },
        { name: "a_color", size: 4, type: BYTE, normalized: true },
        { name: "a_id", size: 4, type: BYTE, normalized: true },
        { name: "a_step", size: 3, type: FLOAT },
      ],
    };
  }

  processVisibleItem(index, at, source, target, data) {
    const array = this.array;
    const own = [source.x, source.y, target.x, target.y, data.size, data.curve, DASHES[data.line] ?? 0, data.arrow ? 1 : 0, source.size, target.size, floatColor(data.color), index];
    for (const step of steps) {
      array.set(own, at);
      array.set(step, at + own.length);
      at += own.length + step.length;
    }
  }

  setUniforms(params, { gl, uniformLocations: at }) {
    gl.uniformMatrix3fv(at.u_matrix, false, params.matrix);
    gl.uniform2f(at.u_viewport, params.width, params.height);
    gl.uniform1f(at.u_sizeRatio, params.sizeRatio);
    gl.uniform1f(at.u_pixelRatio, params.pixelRatio);
  }
}
