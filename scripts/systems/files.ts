/** Sweep files and broken results that the commands of the page use, by name. */
export const SWEEP_FILES: Readonly<Record<string, string>> = {
	'bucket.toml': `name = "asap7"
command = ["./flow", "--stages={pipeline_stages}"]
[env]
BUCKET = "\${RADLAB_SILICON_BUCKET}"
[parameters]
pipeline_stages = { min = 1, max = 16 }
[metrics]
slack = { goal = "maximize" }
`,
	'derived.toml': `name = "derived"
command = ["sh", "-c", "echo slack=1 utilization=30"]
[parameters]
stages = { min = 1, max = 16 }
[metrics]
utilization = { unit = "%" }
util = { formula = "utilization / 100", format = ".2%", goal = "maximize" }
`,
	'ppa.toml': `name = "ppa"
command = ["sh", "-c", "make -C flow STAGES=$SWEEP_pipeline_stages"]
[parameters]
pipeline_stages = { min = 1, max = 16 }
die_width = 90
[metrics]
slack = { goal = "maximize" }
[sampler]
name = "grid"
[budget]
failures = 16
[run]
jobs = 16
`,
	'mmi.toml': `name = "mmi"
command = ["sh", "-c", "python3 mmi.py $SWEEP_width_mmi"]
[parameters]
width_mmi = { min = 3.0, max = 10.0, type = "real" }
length_mmi = { min = 5.0, max = 17.0, type = "real" }
gap_mmi = { min = 0.5, max = 2.0 }
width_taper = { min = 1.0, max = 2.0, type = "real" }
[metrics]
transmission_1550 = { goal = "maximize" }
[budget]
trials = 400
[run]
jobs = 20
`,
	'pairs.toml': `name = "pairs"
command = ["sh", "-c", "./quantise $SWEEP_data_in_width $SWEEP_weight_width"]
[parameters]
data_in = { fields = ["width", "frac"], values = [[16, 8], [8, 6], [8, 4], [4, 2]] }
weight = { fields = ["width", "frac"], values = [[16, 8], [8, 6], [8, 4], [4, 2]] }
[metrics]
accuracy = { goal = "maximize" }
`,
	'sampler.toml': `name = "names"
command = ["true"]
[parameters]
width = [2, 4, 8]
[metrics]
accuracy = { goal = "maximize" }
[sampler]
name = "bruteforce"
`,
	'exhausted.toml': `name = "exhausted"
command = ["sh", "-c", "echo loss=$((SWEEP_data_in + SWEEP_weight + SWEEP_bias))"]
[parameters]
data_in = [4, 8]
weight = [2, 4, 8]
bias = [2, 4, 8]
[metrics]
loss = { goal = "minimize" }
[sampler]
name = "brute_force"
[budget]
trials = 30
`,
	'broken/AGX-half-64-tensor-114750000.data':
		'1626477215148,13.3\n1626477216148;13.4\n1626477217148,13.2\n21410832272.156654',
};
