package lb.admin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import lb.admin.config.RuntimeSettings.Level;
import lb.admin.upgrade.UpgradeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpgradeCommandsTest {
    private final List<String> asked = new ArrayList<>();
    private final Commands commands = new Commands(UpgradeCommands.of((jar, by) -> {
        asked.add(jar + ", " + by);
        if (asked.size() > 1) {
            throw new UpgradeException("it is gone");
        }
        return "process 7 goes on";
    }));

    private static Caller.Local own() {
        try {
            return new Caller.Local((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid"), 42);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String say(Caller caller, Level level, String... words) {
        StringBuilder said = new StringBuilder();
        Answer answer = commands.answer(List.of(words), caller, level);
        for (String piece = answer.next(); piece != null; piece = answer.next()) {
            said.append(piece);
        }
        return said.toString();
    }

    @Test
    void whatHasComeOfItIsTold() {
        assertThat(say(own(), Level.ADMIN, "upgrade")).isEqualTo("process 7 goes on\n");
        assertThat(asked).containsExactly("null, runtime socket: " + own() + " says: upgrade");
        assertThat(say(own(), Level.ADMIN, "upgrade", "/opt/new.jar")).contains("it is gone");
        assertThat(asked.getLast()).startsWith("/opt/new.jar, ");
    }

    @Test
    void onlyWhoeverCouldExecuteItHimselfNamesAJar() {
        Caller stranger = new Caller.Local(own().uid() + 1000, 42);
        Caller remote = new Caller.Remote(new InetSocketAddress("127.0.0.1", 1));
        for (Caller caller : List.of(stranger, remote)) {
            assertThat(say(caller, Level.ADMIN, "upgrade", "/opt/new.jar"))
                    .contains("only root and the node's own user, on this machine, may name a jar");
        }
        assertThat(asked).isEmpty();
        assertThat(say(new Caller.Local(0, 42), Level.ADMIN, "upgrade", "/opt/new.jar"))
                .isEqualTo("process 7 goes on\n");
        assertThat(say(remote, Level.OPERATOR, "upgrade")).contains("needs level admin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "new.jar | 'new.jar' (expected: the whole path of a jar, from / on)",
                "/a /b | 2 words behind 'upgrade' (expected: the path of one jar, or none)",
            })
    void whatIsNoJarIsTold(String words, String message) {
        List<String> all = new ArrayList<>(List.of("upgrade"));
        all.addAll(List.of(words.split(" ")));
        assertThat(say(own(), Level.ADMIN, all.toArray(String[]::new))).contains(message);
        assertThat(asked).isEmpty();
    }
}
