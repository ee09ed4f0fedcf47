package lb.ha;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import lb.ha.settings.VirtualRouterSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RehearsalTest {
    static Stream<Arguments> kinds() {
        RouterSettings one = RouterSettings.DEFAULT;
        return Stream.of(
                Arguments.of("a backup", List.of(one.build())),
                Arguments.of("an owner", List.of(one.priority(255).build())),
                Arguments.of("adverts of version 2", List.of(one.version(2).build())),
                Arguments.of("IPv6", List.of(one.addresses("2001:db8::1").build())),
                Arguments.of(
                        "the slowest adverts",
                        List.of(one.interval(Duration.ofMillis(40950)).build())),
                Arguments.of(
                        "a long delay at the start",
                        List.of(one.startupDelay(Duration.ofHours(1)).build())),
                Arguments.of(
                        "a sync group",
                        List.of(
                                one.syncGroup("both").build(),
                                one.named("api", 52).syncGroup("both").build())),
                Arguments.of("none", List.of()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void aTakeoverIsRehearsedAndEnds(String name, List<VirtualRouterSettings> settings) {
        assertThatCode(() -> Rehearsal.play(settings)).doesNotThrowAnyException();
    }
}
