package lb.admin.demo;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command lines of other JVMs, with the Java and the classes that this one runs with. */
final class Jvm {
    private Jvm() {}

    /** This program with other arguments, started in the way it was started itself. */
    static List<String> program(List<String> arguments) {
        var command = new ArrayList<>(List.of(java()));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        var classPath = classPath();
        if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
            command.addAll(List.of("-jar", classPath));
        } else {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, "lb.admin.launch.Launcher"));
        }
        command.addAll(arguments);
        return command;
    }

    /** A class of this program with little memory and a quick start. */
    static List<String> small(Class<?> main, String... arguments) {
        return Stream.concat(
                        Stream.of(
                                java(),
                                "-Xmx64m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dsun.net.httpserver.nodelay=true",
                                "-cp",
                                classPath(),
                                main.getName()),
                        Stream.of(arguments))
                .toList();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
