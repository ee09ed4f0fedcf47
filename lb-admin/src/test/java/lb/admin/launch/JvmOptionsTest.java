package lb.admin.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JvmOptionsTest {
    private static final List<String> OPTIONS =
            JvmOptions.of("# why\n\n--sun-misc-unsafe-memory-access=allow\n  -XX:+UseSerialGC\n-Xms32m\n");

    @Test
    void aBareStartGetsAllOptionsBeforeItsOwnWords() {
        assertThat(better("java -jar lb.jar run -jar --node=a", Map.of()))
                .isEqualTo("java --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -Xms32m"
                        + " -jar lb.jar run -jar --node=a");
        assertThat(better("/opt/java -Da=-Xb -jar lb.jar run", Map.of("HOME", "-Xmx1g")))
                .isEqualTo("/opt/java --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -Xms32m"
                        + " -Da=-Xb -jar lb.jar run");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx64m", "-XX:+UseG1GC", "@more.options"})
    void whoChoseSomethingIsLeftTheChoice(String option) {
        assertThat(better("java " + option + " -jar lb.jar run", Map.of()))
                .isEqualTo("java --sun-misc-unsafe-memory-access=allow " + option + " -jar lb.jar run");
        for (String variable : List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS")) {
            assertThat(better("java -jar lb.jar run", Map.of(variable, " -Da=b  " + option)))
                    .isEqualTo("java --sun-misc-unsafe-memory-access=allow -jar lb.jar run");
        }
    }

    @Test
    void howItEndsWithoutMemoryIsSaidUnlessSomebodyHas() {
        String end = "-XX:+ExitOnOutOfMemoryError";
        List<String> options = List.of(JvmOptions.UNSAFE + "allow", end, "-Xms32m");
        assertThat(JvmOptions.better(List.of("java", "-Xmx1g", "-jar", "lb.jar"), Map.of(), options))
                .contains(List.of("java", JvmOptions.UNSAFE + "allow", end, "-Xmx1g", "-jar", "lb.jar"));
        String other = "-XX:+CrashOnOutOfMemoryError";
        assertThat(JvmOptions.better(List.of("java", other, "-jar", "lb.jar"), Map.of(), options))
                .contains(List.of("java", JvmOptions.UNSAFE + "allow", other, "-jar", "lb.jar"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--sun-misc-unsafe-memory-access=allow",
                "--sun-misc-unsafe-memory-access=deny",
                "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y",
                "-agentpath:/profiler.so",
                "-javaagent:agent.jar"
            })
    void aSecondStartAndADebuggerAreLeftAlone(String option) {
        assertThat(better("java " + option + " -jar lb.jar run", Map.of())).isEqualTo("none");
        assertThat(better("java -jar lb.jar run", Map.of("JDK_JAVA_OPTIONS", option)))
                .isEqualTo("none");
    }

    @Test
    void whatIsNoStartOfAJarIsLeftAlone() {
        assertThat(better("java -cp lb.jar lb.admin.Main run", Map.of())).isEqualTo("none");
        assertThat(better("-jar lb.jar", Map.of())).isEqualTo("none");
        assertThat(better("", Map.of())).isEqualTo("none");
    }

    @Test
    void theOptionsOfTheJarAreThoseOfOneStart() throws Exception {
        try (var in = JvmOptions.class.getResourceAsStream("jvm.options")) {
            assertThat(JvmOptions.of(new String(in.readAllBytes())))
                    .contains(JvmOptions.UNSAFE + "allow")
                    .allMatch(option -> option.startsWith("-") && !option.contains(" "));
        }
    }

    private static String better(String command, Map<String, String> environment) {
        return JvmOptions.better(List.of(command.split(" ")), environment, OPTIONS)
                .map(words -> String.join(" ", words))
                .orElse("none");
    }
}
