import {type Line, type Picture, type Run, textOf} from '../../source/plot/cells.ts';
import {INVERSE} from '../style.ts';

/** Numbers of the lines that hold a text, case ignored; none for an empty text. */
export function foundLines(lines: Picture, text: string): readonly number[] {
	const wanted = text.toLowerCase();
	if (wanted === '') return [];
	return lines.flatMap((line, index) => (textOf(line).toLowerCase().includes(wanted) ? [index] : []));
}

/** Lines with every place of a text inverse; a place that runs over two styles is left as it is. */
export function withPlaces(lines: Picture, text: string): Picture {
	const found = new Set(foundLines(lines, text));
	return found.size === 0 ? lines : lines.map((line, index) => (found.has(index) ? markLine(line, text) : line));
}

function markLine(line: Line, text: string): Line {
	const wanted = text.toLowerCase();
	return line.flatMap((part): readonly Run[] => {
		const lower = part.text.toLowerCase();
		// A letter whose small form is longer would shift every place behind it.
		if (lower.length !== part.text.length) return [part];
		const runs: Run[] = [];
		let from = 0;
		for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
			if (at > from) runs.push({...part, text: part.text.slice(from, at)});
			runs.push({text: part.text.slice(at, at + wanted.length), style: INVERSE});
			from = at + wanted.length;
		}
		return [...runs, {...part, text: part.text.slice(from)}];
	});
}
