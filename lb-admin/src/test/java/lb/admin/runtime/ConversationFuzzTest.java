package lb.admin.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import lb.admin.config.RuntimeSettings.Level;

/** Whatever is sent: there is an answer of text, and no command is done that the socket's level does not permit. */
class ConversationFuzzTest {
    @FuzzTest
    void anyBytesAreAnsweredByText(byte[] bytes) {
        List<String> done = new ArrayList<>();
        Conversation conversation = new Conversation(
                TestCommands.of(done::add), new Caller.Local(0, 1), Level.USER, Duration.ofSeconds(10));
        LineAssembly lines = new LineAssembly();
        for (byte next : bytes) {
            String line = lines.take(next);
            if (line == null) {
                continue;
            }
            Reply reply = conversation.hear(line);
            for (String piece = reply.next(); piece != null; piece = reply.next()) {
                assertThat(piece.chars().filter(c -> c != '\n')).noneMatch(Character::isISOControl);
            }
            if (reply.end()) {
                break;
            }
        }
        assertThat(done).noneMatch(command -> command.startsWith("change"));
    }
}
