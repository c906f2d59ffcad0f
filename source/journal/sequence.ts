import {assertNever} from '../domain/errors.ts';
import {JOURNAL_FORMAT, type SweepEvent} from '../domain/event.ts';
import type {Damage} from './damage.ts';
import type {Scanned} from './scan.ts';

/** A record of a segment. */
type ScannedRecord = Extract<Scanned, {kind: 'record'}>;
/** A damaged record. */
type BadRecord = Extract<Damage, {kind: 'bad-record'}>;

/** Decides which scanned entries of a journal count, and reports the others. */
export type Sequence = {
	readonly startSegment: (name: string) => void;
	/** Whether the entry is a record that is new. */
	readonly accept: (entry: Scanned) => entry is ScannedRecord;
	/** Reports what the end of the journal decides. `savedAs` names where its broken end was moved to. */
	readonly finish: (savedAs?: string) => void;
	/** Highest `seq` so far; 0 before the first. */
	readonly lastSeq: () => number;
	/** Highest format that the journal names; 0 before it names one. */
	readonly format: () => number;
};

/** Follows `seq` over the segments of a journal: what was seen is passed over, what is missing is reported. */
export function createSequence(onDamage: (damage: Damage) => void): Sequence {
	const broken = createBrokenRecords(onDamage);
	let segment = '';
	let lastSeq = 0;
	let format = 0;
	let isRewriting = false;

	const noteFormat = (event: SweepEvent): void => {
		if (event.type !== 'sweep-started' || event.format <= format) return;
		format = event.format;
		if (format > JOURNAL_FORMAT) onDamage({kind: 'newer-format', segment, format});
	};
	const acceptRecord = ({event, record, offset}: ScannedRecord): boolean => {
		const {seq} = event;
		broken.settle(segment, seq <= lastSeq + 1);
		if (seq <= lastSeq) {
			if (!isRewriting) onDamage({kind: 'duplicate', segment, record, offset, seq});
			return false;
		}
		isRewriting = false;
		if (seq > lastSeq + 1) onDamage({kind: 'gap', segment, after: lastSeq, next: seq});
		lastSeq = seq;
		noteFormat(event);
		return true;
	};
	return {
		startSegment: name => {
			// A later segment begins with the records whose flush failed in the one before.
			isRewriting = segment !== '';
			segment = name;
		},
		accept: (entry): entry is ScannedRecord => {
			switch (entry.kind) {
				case 'record':
					return acceptRecord(entry);
				case 'bad':
					broken.add({...entry, kind: 'bad-record', segment});
					return false;
				case 'remark':
					onDamage({kind: entry.remark, segment});
					return false;
				case 'blank':
					return false;
				default:
					return assertNever(entry);
			}
		},
		finish: savedAs => broken.finish(segment, savedAs),
		lastSeq: () => lastSeq,
		format: () => format,
	};
}

/**
 * Damaged records behind which no good one came yet. Those at the end of a segment are no damage where the next
 * segment goes on without a gap: after a failed flush the writer writes again there what may be lost here.
 */
function createBrokenRecords(onDamage: (damage: Damage) => void) {
	let broken: BadRecord[] = [];
	const report = (): void => {
		for (const damage of broken) onDamage(damage);
		broken = [];
	};
	return {
		add: (damage: BadRecord): void => {
			broken.push(damage);
		},
		/** A good record came in `segment`; `goesOn` where no seq is missing before it. */
		settle: (segment: string, goesOn: boolean): void => {
			if (goesOn && broken[0]?.segment !== segment) broken = [];
			else report();
		},
		/** The journal ended in `segment`: what is broken there is its torn tail. */
		finish: (segment: string, savedAs: string | undefined): void => {
			const last = broken.filter(damage => damage.segment === segment);
			broken = broken.filter(damage => damage.segment !== segment);
			report();
			const [first] = last;
			if (first === undefined) return;
			const bytes = (last.at(-1)?.end ?? first.end) - first.offset;
			const tail = {kind: 'torn-tail' as const, segment, offset: first.offset, bytes};
			onDamage(savedAs === undefined ? tail : {...tail, savedAs});
		},
	};
}
