package lb.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import lb.proxy.exchange.EndedBy;
import lb.proxy.upstream.AttachedSessions.Attached;
import org.junit.jupiter.api.Test;

class AttachedSessionsTest {
    private static final int LOOPS = 3;

    private record Session(int number) implements AttachedSession {
        @Override
        public void shutDown(int time, EndedBy why) {}
    }

    @Test
    void whoIsAttachedAnewIsNotMeantByWhatWasSaidBefore() {
        AttachedSessions attached = new AttachedSessions(1);
        Attachment one = new Attachment(new Session(1));
        attached.add(0, one);
        int before = attached.all().getFirst().time();
        assertThat(one.isOf(before)).isTrue();
        attached.remove(0, one);
        assertThat(one.isOf(before)).isFalse();
        attached.add(0, one);
        assertThat(one.isOf(before)).isFalse();
        assertThat(one.isOf(attached.all().getFirst().time())).isTrue();
    }

    @Test
    void thoseThatAreAttachedAreFoundWhateverTheOrder() {
        AttachedSessions attached = new AttachedSessions(LOOPS);
        List<Attachment> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            all.add(new Attachment(new Session(i)));
        }
        Set<Attachment> expected = Collections.newSetFromMap(new IdentityHashMap<>());
        Random random = new Random(3);
        for (int step = 0; step < 20_000; step++) {
            int index = random.nextInt(all.size());
            Attachment one = all.get(index);
            if (expected.contains(one)) {
                attached.remove(index % LOOPS, one);
                expected.remove(one);
            } else if (random.nextInt(4) == 0) {
                attached.remove(index % LOOPS, one);
            } else {
                attached.add(index % LOOPS, one);
                expected.add(one);
            }
            if (step % 100 == 0) {
                assertThat(attached.all())
                        .extracting(Attached::session)
                        .as("after %d steps", step)
                        .containsExactlyInAnyOrderElementsOf(
                                expected.stream().map(at -> at.session).toList());
            }
        }
    }
}
