package lb.admin.keepalived;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import lb.admin.keepalived.Looked.FileAway;
import lb.admin.keepalived.Looked.FileThere;
import lb.admin.keepalived.Looked.ThisProcess;
import lb.admin.keepalived.Looked.Unknown;

/** Recognises what the command of a vrrp_script looks for. It is read as text, and never run. */
final class ScriptCommand {
    private static final String CHECKS =
            "nothing is ever run; what stands in its place: serves (a frontend whose backend has a check), or track: files,"
                    + " processes, interfaces, routes, neighbours or backends";
    private static final Pattern PLUMBING = Pattern.compile(
            "\\d?&?>+\\s*(/dev/null|&\\d)|\\|\\|\\s*(exit|return)\\s+\\d+|&&\\s*(exit|return)\\s+0|\\|\\|\\s*/bin/false|;\\s*$");
    private static final Pattern SHELL = Pattern.compile("(?:/\\S*/)?(?:ba|da)?sh\\s+-c\\s+(.*)");
    private static final Pattern PID_FILE =
            Pattern.compile("kill\\s+-0\\s+[\"]?(?:\\$\\(\\s*(?:cat\\s+|<\\s*)|`\\s*cat\\s+)(\\S+?)\\s*[)`][\"]?");
    private static final Pattern TEST = Pattern.compile(
            "(!\\s*)?(?:/usr)?(?:/bin/)?(?:test\\s+|\\[\\[?\\s+)(!\\s*)?-([efrs])\\s+(\\S+)(?:\\s+\\]\\]?)?");
    private static final Pattern LOCAL = Pattern.compile(
            "(?:^|[\\s/@\\[])(?:localhost|127\\.\\d+\\.\\d+\\.\\d+|::1|0\\.0\\.0\\.0)(?:[\\s:/\\]]|$)|:\\d+");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.:+@-]{1,64}");
    private static final Set<String> PORTS = Set.of("nc", "ncat", "netcat", "curl", "wget", "ss", "netstat", "telnet");

    private ScriptCommand() {}

    /**
     * What a command looks for.
     *
     * @param balances whether this process is the balancer that the scripts of such files look after
     */
    static Looked of(String command, boolean balances) {
        String plain = withoutShell(PLUMBING.matcher(command).replaceAll("").strip());
        Matcher test = TEST.matcher(plain);
        if (test.matches()) {
            return file(
                    test.group(4),
                    test.group(1) != null || test.group(2) != null,
                    test.group(3).equals("s"));
        }
        return processName(plain)
                .map(name -> process(name, balances))
                .orElseGet(() -> isOfPort(plain, balances) ? new ThisProcess() : new Unknown(CHECKS));
    }

    private static String withoutShell(String command) {
        Matcher shell = SHELL.matcher(command);
        return shell.matches()
                ? shell.group(1).strip().replaceAll("^['\"]|['\"]$", "").strip()
                : command;
    }

    /** @param full whether an empty one would not do */
    private static Looked file(String quoted, boolean away, boolean full) {
        String path = quoted.replaceAll("[\"']", "");
        if (!path.startsWith("/")) {
            return new Unknown("the path of a file has to begin with /");
        }
        if (away) {
            return new FileAway(path);
        }
        return full
                ? new Unknown("track.files does not look for what is in a file that has to be there")
                : new FileThere(path);
    }

    private static Looked process(String name, boolean balances) {
        return WatchedBalancer.isThisProcess(name, balances) ? new ThisProcess() : new Looked.OtherProcess(name);
    }

    /** A question to this machine itself, where this process is what listens. */
    private static boolean isOfPort(String command, boolean balances) {
        String first = base(command.split("\\s+", -1)[0]);
        return balances && PORTS.contains(first) && LOCAL.matcher(command).find();
    }

    private static Optional<String> processName(String command) {
        Matcher pidFile = PID_FILE.matcher(command.replaceFirst("^(/usr)?/bin/", ""));
        if (pidFile.matches()) {
            return name(base(pidFile.group(1)).replaceFirst("\\.pid$", ""));
        }
        List<String> words =
                new ArrayList<>(List.of(command.replaceAll("[\"']", "").split("\\s+", -1)));
        if (base(words.getFirst()).equals("sudo")) {
            words.removeFirst();
        }
        if (words.size() < 2) {
            return Optional.empty();
        }
        String program = base(words.removeFirst());
        return switch (program) {
            case "killall" -> killall(words);
            case "pkill" -> words.contains("-0") ? last(words, Set.of("-0", "-x")) : Optional.empty();
            case "pidof" -> last(words, Set.of("-s", "-x", "-q", "-sq", "-c"));
            case "pgrep" ->
                last(words, Set.of("-x", "-q", "-o", "-n", "-c")).map(one -> one.replaceAll("^\\^|\\$$", ""));
            case "systemctl" -> unit(words);
            case "service" ->
                words.size() == 2 && words.getLast().equals("status") ? name(words.getFirst()) : Optional.empty();
            default ->
                command.startsWith("/etc/init.d/") && words.equals(List.of("status"))
                        ? name(program)
                        : Optional.empty();
        };
    }

    /** Signal 0 asks; any other would do something. */
    private static Optional<String> killall(List<String> words) {
        boolean asks = words.contains("-0")
                || words.contains("-SIG0")
                || String.join(" ", words).contains("-s 0")
                || words.contains("--signal=0");
        return asks ? last(words, Set.of("-0", "-SIG0", "-s", "0", "--signal=0", "-q", "-e", "-v")) : Optional.empty();
    }

    private static Optional<String> unit(List<String> words) {
        if (!words.remove("is-active") && !words.remove("status")) {
            return Optional.empty();
        }
        return last(words, Set.of("-q", "--quiet")).map(unit -> unit.replaceFirst("\\.service$", ""));
    }

    /** The only word that is no option of these. */
    private static Optional<String> last(List<String> words, Set<String> options) {
        List<String> left =
                words.stream().filter(word -> !options.contains(word)).toList();
        return left.size() == 1 ? name(base(left.getFirst())) : Optional.empty();
    }

    private static Optional<String> name(String text) {
        return NAME.matcher(text).matches() && !text.startsWith("-") ? Optional.of(text) : Optional.empty();
    }

    private static String base(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
