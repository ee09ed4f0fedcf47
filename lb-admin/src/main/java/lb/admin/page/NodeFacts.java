package lb.admin.page;

import java.time.Instant;

/**
 * What the pages tell of the node itself.
 *
 * @param name as in the configuration, or the host's
 * @param version of the program
 * @param pid process number
 * @param startedAt when it began to serve
 */
public record NodeFacts(String name, String version, long pid, Instant startedAt) {}
