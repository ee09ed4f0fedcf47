package lb.admin.standin;

import java.io.PrintWriter;
import java.util.LinkedHashSet;
import java.util.Set;
import lb.admin.config.LoadResult;
import lb.admin.problem.Problem;

/** What is said on standard error, in the form that tools look for in what HAProxy prints. Any thread. */
final class Alerts {
    private final PrintWriter out;
    private final boolean quiet;
    private final boolean verbose;
    private final String version;
    private boolean introduced;

    Alerts(PrintWriter out, boolean quiet, boolean verbose, String version) {
        this.out = out;
        this.quiet = quiet;
        this.verbose = verbose;
        this.version = version;
    }

    /** It does not go on. */
    void alert(String sentence) {
        say("[ALERT]    ", sentence);
    }

    /** It goes on, though something is doubtful. */
    void warning(String sentence) {
        say("[WARNING]  ", sentence);
    }

    /** Told only when more is asked for. */
    void notice(String sentence) {
        if (verbose) {
            say("[NOTICE]   ", sentence);
        }
    }

    private synchronized void say(String label, String sentence) {
        if (quiet) {
            return;
        }
        String prefix = "(" + ProcessHandle.current().pid() + ") : ";
        if (!introduced) {
            introduced = true;
            out.println("[NOTICE]   " + prefix + "lb version is " + version + ", in the place of HAProxy "
                    + VersionText.COMPATIBLE);
        }
        out.println(label + prefix + sentence);
        out.flush();
    }

    /** Everything that is said of files; that they cannot be run, where that is so. */
    void tell(LoadResult result) {
        result.notes().forEach(note -> notice(words(note)));
        result.warnings().forEach(warning -> warning(words(warning)));
        if (result instanceof LoadResult.Broken broken) {
            Set<String> files = new LinkedHashSet<>();
            broken.problems().forEach(problem -> {
                alert(words(problem));
                files.add(problem.file());
            });
            files.forEach(file -> alert("config : Error(s) found in configuration file : " + file));
            alert("config : Fatal errors found in configuration.");
        }
    }

    private static String words(Problem problem) {
        return problem.line() > 0
                ? "config : parsing [" + problem.file() + ":" + problem.line() + "] : " + problem.message()
                : "config : " + problem.file() + " : " + problem.message();
    }
}
