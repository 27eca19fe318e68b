// The texts of the picture: names beside nodes and captions along edges, none over another.

const nameSize = (data, settings) => settings.labelSize + Math.min(3.5, data.size / 6) + (data.strong ? 1 : 0);

export class Texts {
  /** `colours()` gives those of the theme. */
  constructor(colours) {
    this.colours = colours;
    this.drawn = [];
    this.clear();
  }

  /** A new frame begins. */
  clear() {
    [this.names, this.captions] = [[], []];
  }

  /** Draws the texts that the frame asked for, the most important first; one that would lie over another is left out. */
  draw(captionContext) {
    const taken = [];
    const free = (place) => !taken.some((other) => place.left < other.right && other.left < place.right && place.top < other.bottom && other.top < place.bottom);
    const take = (places) => places.every(free) && taken.push(...places);
    this.drawn = [];
    const rank = ({ data }) => (data.strong ? 1000 : 0) + (data.forceLabel ? 100 : 0) + data.size;
    this.names.sort((a, b) => rank(b) - rank(a) || (a.data.label < b.data.label ? -1 : 1));
    for (const { context, data, settings } of this.names) {
      const place = data.label && this.namePlace(context, data, settings);
      if (!place || !take([place])) continue;
      this.drawn.push(data.label);
      this.drawName(context, data, settings);
    }
    this.captions.sort((a, b) => b.edge.size - a.edge.size);
    for (const { edge, source, target, settings } of this.captions) {
      const place = [0.5, 0.4, 0.6].map((t) => this.captionPlace(captionContext, edge, source, target, settings, t)).find((place) => place && take(place.boxes));
      if (place) this.drawCaption(captionContext, edge, place);
    }
  }

  /** The box of a name: right of its node. */
  namePlace(context, data, settings) {
    const size = nameSize(data, settings);
    context.font = `${settings.labelWeight} ${size}px ${settings.labelFont}`;
    const left = data.x + data.size + 3;
    return { left, right: left + context.measureText(data.label).width + 3, top: data.y - size * 0.6, bottom: data.y + size * 0.6 };
  }

  drawName(context, data, settings) {
    if (!data.label) return;
    const colours = this.colours();
    const size = nameSize(data, settings);
    context.font = `${settings.labelWeight} ${size}px ${settings.labelFont}`;
    context.lineJoin = "round";
    context.lineWidth = 4;
    context.strokeStyle = colours.page;
    context.fillStyle = colours.ink;
    const [x, y] = [data.x + data.size + 4, data.y + size * 0.35];
    context.strokeText(data.label, x, y);
    context.fillText(data.label, x, y);
  }

  /** Where the caption of an edge stands, along its line at `t` of its length; null where there is no room. */
  captionPlace(context, edge, source, target, settings, t) {
    const [dx, dy] = [target.x - source.x, target.y - source.y];
    context.font = `500 ${settings.edgeLabelSize}px ${settings.edgeLabelFont}`;
    const width = edge.label ? context.measureText(edge.label).width + 6 : Infinity;
    if (Math.hypot(dx, dy) - source.size - target.size - 40 < width) return null;
    let angle = Math.atan2(dy, dx);
    if (angle > Math.PI / 2 || angle < -Math.PI / 2) angle += Math.PI;
    const bow = 2 * t * (1 - t) * edge.curve;
    const [x, y] = [source.x + dx * t + dy * bow, source.y + dy * t - dx * bow];
    // A slanted text as a row of boxes.
    const boxes = [];
    for (let at = -width / 2 + 6; at < width / 2; at += 12) {
      const [cx, cy] = [x + Math.cos(angle) * at, y + Math.sin(angle) * at];
      boxes.push({ left: cx - 6, right: cx + 6, top: cy - 6, bottom: cy + 6 });
    }
    return { boxes, x, y, angle, width, font: context.font };
  }

  drawCaption(context, edge, { x, y, angle, width, font }) {
    context.save();
    context.font = font;
    context.translate(x, y);
    context.rotate(angle);
    context.fillStyle = this.colours().page;
    context.fillRect(-width / 2, -7.5, width, 15);
    context.fillStyle = edge.color;
    context.textAlign = "center";
    context.fillText(edge.label, 0, 3.8);
    context.restore();
  }
}
