package lb.admin.config;

import java.util.List;
import lb.admin.problem.Problem;

/** What became of a configuration file. */
public sealed interface LoadResult {
    /** What works, but is worth a look; in the order of the file. */
    List<Problem> warnings();

    /** What was written for another program and needs nothing here, with what stands for it; in the order of the file. */
    List<Problem> notes();

    /** It can be run. */
    record Loaded(Configuration configuration, List<Problem> warnings, List<Problem> notes) implements LoadResult {
        public Loaded {
            warnings = List.copyOf(warnings);
            notes = List.copyOf(notes);
        }
    }

    /**
     * It cannot.
     *
     * @param problems 1 or more, in the order of the file; after a syntax error only that one. Where there are too many
     *     to tell, the last one tells how many more
     * @param count how many there are, those that are not told among them
     */
    record Broken(List<Problem> problems, int count, List<Problem> warnings, List<Problem> notes)
            implements LoadResult {
        public Broken {
            problems = List.copyOf(problems);
            warnings = List.copyOf(warnings);
            notes = List.copyOf(notes);
        }
    }
}
