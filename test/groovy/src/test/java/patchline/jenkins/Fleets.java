package patchline.jenkins;

/** Fleets that tests use, as fleet-sim reads them. */
final class Fleets {
    /** Two that run, one that is stopped, one Linux. */
    static final String SMALL = """
            tags: {PatchGroup: prod-1}
            buckets: [acme-patchline]
            instances:
              - {name: web, id: i-0a1c5e0000000a001, windows: {version: "2022", role: web}}
              - {name: db, id: i-0a1c5e0000000a002, windows: {version: "2019"}}
              - {name: batch, id: i-0a1c5e0000000a003, state: stopped, windows: {version: "2025"}}
              - {name: proxy, id: i-0a1c5e0000000a004, platform: linux}
            """;

    /** A number of small ones that run. */
    static String of(int instances) {
        StringBuilder fleet = new StringBuilder("tags: {PatchGroup: prod-1}\nbuckets: [acme-patchline]\ninstances:\n");
        for (int i = 0; i < instances; i++) {
            fleet.append("  - {name: web-%d, id: i-0a1c5e0000000b%03d, windows: {version: \"2022\"}}\n".formatted(i, i));
        }
        return fleet.toString();
    }

    private Fleets() {}
}
