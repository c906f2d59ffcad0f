import type {Node, Origin, TableNode, TextNode} from './text/document.ts';

/** A file that may be somebody else's sweep definition. */
export type ForeignFile = {
	readonly origin: Origin;
	/** Its value where it is JSON, YAML or TOML; undefined for any other text. `null` is left out. */
	readonly root: Node | undefined;
};

/** What a definition is turned into a sweep with. */
export type DefinitionContext = {
	/** For macros that name an environment variable. */
	readonly environment: Readonly<Record<string, string | undefined>>;
	/** The value of a file that the definition names, relative to it. Throws UserError at the name. */
	readonly readBeside: (name: TextNode) => Node;
	/**
	 * Words of `--command`: what is run in place of the file's own command. `{lr}` is filled in; a word `{args}` stands
	 * for `--name=value` of every parameter.
	 */
	readonly command: readonly TextNode[] | undefined;
	/** As `command`, only where the definition names no program: a plan needs none. */
	readonly placeholder?: readonly TextNode[];
};

/** A foreign definition as a sweep file of ours. */
export type ConvertedDefinition = {
	/** As our own file would be parsed; every value carries the place in the foreign file that it comes from. */
	readonly document: TableNode;
	/** What a person must know: what is left out, and what means something else here. */
	readonly notes: readonly string[];
};

/** Reads one foreign format of sweep definitions: one file in `source/definitions/` and one line in its registry. */
export type DefinitionDefinition = {
	readonly id: string;
	/** `W&B sweep`. */
	readonly title: string;
	/** Looks at keys only; never throws. */
	readonly recognise: (file: ForeignFile) => boolean;
	/** @throws UserError at what has no counterpart here: its name, and what to do. */
	readonly convert: (file: ForeignFile, context: DefinitionContext) => ConvertedDefinition;
};
