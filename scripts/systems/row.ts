/** One thing that a system does, and how sweeptop does it. */
export type SystemRow = {
	readonly id: string;
	/** What somebody wants, in a few words. */
	readonly asks: string;
	/** Commands that answer it; they are run, and what they print stands in the page. */
	readonly run?: readonly string[];
	/** Lines of output that are kept of each command. */
	readonly lines?: number;
	/** Keys of the screen, a table of the sweep file, or what happens by itself. */
	readonly by?: string;
	/** Why it is not there. */
	readonly notYet?: string;
};

/** One of the five systems. */
export type SystemPage = {
	readonly title: string;
	readonly about: string;
	readonly rows: readonly SystemRow[];
};
