package fleet

// The mix of a generated fleet. The figures are round ones that make every
// case come up in a fleet of some hundred instances.
const (
	smallestApplication, largestApplication = 3, 40

	inDomain       = 0.8
	stopped        = 0.12
	linux          = 0.03
	withoutAgent   = 0.01
	agentLost      = 0.004
	autoScaled     = 0.04
	spot           = 0.005
	stopProtection = 0.01

	updateFails   = 0.015
	rollsBack     = 0.005
	rebootPending = 0.02
	searchFails   = 0.002
)

// weighted is a choice and its weight; the weights of a list add up to 1.
type weighted struct {
	choice string
	weight float64
}

func releaseShares() []weighted {
	return []weighted{{"2016", 0.15}, {"2019", 0.35}, {"2022", 0.4}, {"2025", 0.1}}
}

func profileShares() []weighted {
	return []weighted{{"month-behind", 0.78}, {"months-behind", 0.14}, {"up-to-date", 0.06}, {"everything", 0.02}}
}

func tiers() []weighted {
	return []weighted{{"web", 0.3}, {"app", 0.45}, {"db", 0.2}, {"util", 0.05}}
}

func environments() []weighted {
	return []weighted{{"production", 0.6}, {"staging", 0.15}, {"test", 0.25}}
}

func patchGroups() []weighted { return []weighted{{"monthly", 0.85}, {"quarterly", 0.15}} }

func agentVersions() []weighted {
	return []weighted{{"3.3.2299.0", 0.7}, {"3.3.1345.0", 0.2}, {"3.2.2303.0", 0.1}}
}

func typesOf(tier string) []string {
	if tier == "db" {
		return []string{"r5.large", "r5.xlarge", "r5.2xlarge"}
	}
	return []string{"t3.medium", "m5.large", "m5.xlarge", "c5.large"}
}

func applicationKinds() []string {
	return []string{"payroll", "warehouse", "shop", "billing", "reports", "mail", "print", "portal", "archive", "planning", "crm", "lab"}
}

func owners() []string {
	return []string{"Anna Keller", "Marek Nowak", "Sofia Rossi", "Jonas Weber", "Ines Costa", "Tom Baker", "Lea Martin", "Piotr Zielinski"}
}

// one draws from a list, each as likely as the other.
func (g *generator) one(list []string, names ...string) string {
	return list[g.seed.Intn(len(list), names...)]
}

// share draws from a list by weight.
func (g *generator) share(list []weighted, names ...string) string {
	draw := g.seed.Float(names...)
	for _, w := range list {
		if draw -= w.weight; draw < 0 {
			return w.choice
		}
	}
	return list[len(list)-1].choice
}

func (g *generator) happens(probability float64, names ...string) bool {
	return g.seed.Float(names...) < probability
}
