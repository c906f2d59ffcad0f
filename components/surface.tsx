import {Text} from 'ink';
import {createContext, type ReactNode, use, useLayoutEffect} from 'react';
import type {Picture} from '../source/plot/cells.ts';
import {paintRows} from '../source/theme/painter.ts';
import {createTheme, type Theme} from '../source/theme/theme.ts';

/** Takes a finished picture and brings it to the terminal. */
export type Present = (picture: Picture) => void;

/** Who shows pictures. Absent (gallery, tests): Ink prints them as text. */
export const PresentContext = createContext<Present | undefined>(undefined);

const PLAIN = createTheme({depth: 'none', glyphs: 'unicode'});

/**
 * A picture as an Ink component. Cells go to the frame writer and not through Ink's own output, which takes 20 to 30 ms
 * of CPU for a frame of 200 × 50 (every cell is tokenized twice): Ink keeps the tree, its life and the keys.
 */
export function Surface({picture, theme = PLAIN}: {readonly picture: Picture; readonly theme?: Theme}): ReactNode {
	const present = use(PresentContext);
	useLayoutEffect(() => present?.(picture), [present, picture]);
	if (present !== undefined) return null;
	return <Text wrap="hard">{paintRows(picture, theme).join('\n')}</Text>;
}
