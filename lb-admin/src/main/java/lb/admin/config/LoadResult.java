package lb.admin.config;

import java.util.List;

/** What became of a configuration file. */
public sealed interface LoadResult {
    /** What works, but is worth a look; in the order of the file. */
    List<Problem> warnings();

    /** It can be run. */
    record Loaded(Configuration configuration, List<Problem> warnings) implements LoadResult {
        public Loaded {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It cannot.
     *
     * @param problems 1 or more, in the order of the file; after a syntax error only that one
     */
    record Broken(List<Problem> problems, List<Problem> warnings) implements LoadResult {
        public Broken {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
        }
    }
}
