package lb.admin.launch;

import java.lang.reflect.InvocationTargetException;

/**
 * Where the jar starts: compiled for Java 8, so that a Java that is too old says so in a sentence and not in a stack
 * trace.
 */
public final class Launcher {
    private static final int NEEDED = 25;

    private Launcher() {}

    public static void main(String[] arguments) throws Exception {
        String version = System.getProperty("java.specification.version", "0");
        if (feature(version) < NEEDED) {
            System.err.println("lb needs Java " + NEEDED + " or newer; this is Java " + version + " ("
                    + System.getProperty("java.home") + "). Install one, such as Temurin " + NEEDED
                    + " (apt-get install temurin-" + NEEDED + "-jre), and start lb with its bin/java.");
            System.exit(1);
        }
        try {
            Class.forName("lb.admin.Main")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception) {
                throw (Exception) e.getCause();
            }
            throw (Error) e.getCause();
        }
    }

    /** 8 for "1.8", 25 for "25". */
    private static int feature(String version) {
        String digits = version.startsWith("1.") ? version.substring(2) : version;
        int end = 0;
        while (end < digits.length() && Character.isDigit(digits.charAt(end))) {
            end++;
        }
        return end == 0 ? 0 : Integer.parseInt(digits.substring(0, end));
    }
}
