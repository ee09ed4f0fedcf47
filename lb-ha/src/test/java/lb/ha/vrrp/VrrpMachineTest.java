package lb.ha.vrrp;

import static lb.ha.vrrp.Packets.ip;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import lb.ha.RouterSettings;
import lb.ha.vrrp.RouterState.Backup;
import lb.ha.vrrp.RouterState.Initialize;
import lb.ha.vrrp.RouterState.Master;
import lb.ha.vrrp.VrrpAction.AddAddresses;
import lb.ha.vrrp.VrrpAction.Announce;
import lb.ha.vrrp.VrrpAction.RemoveAddresses;
import lb.ha.vrrp.VrrpAction.SendAdvert;
import lb.ha.vrrp.VrrpEvent.AdvertReceived;
import lb.ha.vrrp.VrrpEvent.InterfaceDown;
import lb.ha.vrrp.VrrpEvent.LeaseLapsed;
import lb.ha.vrrp.VrrpEvent.SelfChanged;
import lb.ha.vrrp.VrrpEvent.Shutdown;
import lb.ha.vrrp.VrrpEvent.Startup;
import lb.ha.vrrp.VrrpEvent.StoodStill;
import lb.ha.vrrp.VrrpEvent.TimeReached;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of RFC 9568 section 6.4, row by row, and of what goes beyond them. */
class VrrpMachineTest {
    private static final long MS = 1_000_000;
    private static final long NOW = Long.MAX_VALUE - 50 * MS; // nanoTime may overflow at any moment
    private static final long INTERVAL = 100 * MS;
    private static final long OTHER_INTERVAL = 256 * MS;

    private static final Candidate SELF = new Candidate(100, ip("10.77.0.5"));
    private static final Candidate OWNER = new Candidate(255, ip("10.77.0.5"));
    private static final Candidate LOWERED = new Candidate(90, ip("10.77.0.5"));
    private static final Candidate HIGHER = new Candidate(101, ip("10.77.0.1"));
    private static final Candidate LOWER = new Candidate(99, ip("10.77.0.200"));
    private static final Candidate EQUAL_ABOVE = new Candidate(100, ip("200.77.0.6"));
    private static final Candidate EQUAL_BELOW = new Candidate(100, ip("10.77.0.4"));
    private static final Candidate LEAST = new Candidate(1, ip("10.77.0.1"));
    private static final Candidate STOPPING = new Candidate(0, ip("10.77.0.1"));

    private static final Initialize INITIALIZE = new Initialize("not started");
    private static final Backup BACKUP = new Backup(SELF, OTHER_INTERVAL, NOW + 50 * MS, false, null, "started");

    /** Was master, and has stepped back without a word. */
    private static final Backup SILENT = silent(3 * INTERVAL);

    private static final Master MASTER = new Master(SELF, NOW + 50 * MS, "no advert");

    /** Skew time of priority 100: 156/256 of the master's interval. */
    private static final long SKEW = 156 * MS;

    record Row(
            String section,
            String text,
            UnaryOperator<RouterSettings> settings,
            RouterState state,
            VrrpEvent event,
            RouterState next,
            List<VrrpAction> actions) {
        @Override
        public String toString() {
            return section + " " + text;
        }
    }

    private static final UnaryOperator<RouterSettings> V3 = it -> it;
    private static final UnaryOperator<RouterSettings> V2 = it -> it.version(2);
    private static final UnaryOperator<RouterSettings> NO_PREEMPT = it -> it.preempt(false);

    private static Row row(
            String section, String text, RouterState state, VrrpEvent event, RouterState next, VrrpAction... actions) {
        return new Row(section, text, V3, state, event, next, List.of(actions));
    }

    private static Row row(
            String section,
            String text,
            UnaryOperator<RouterSettings> settings,
            RouterState state,
            VrrpEvent event,
            RouterState next,
            VrrpAction... actions) {
        return new Row(section, text, settings, state, event, next, List.of(actions));
    }

    private static VrrpAction advert(int priority) {
        return new SendAdvert(priority);
    }

    private static final VrrpAction ADD = new AddAddresses();
    private static final VrrpAction REMOVE = new RemoveAddresses();
    private static final VrrpAction ANNOUNCE = new Announce(true);
    private static final VrrpAction ANNOUNCE_AGAIN = new Announce(false);
    private static final VrrpAction LAST_ADVERT = new SendAdvert(1);

    private static Backup silent(long patience) {
        return new Backup(SELF, INTERVAL, NOW + patience, true, null, "");
    }

    private static RouterState backup(Candidate self, long interval, long patience) {
        return new Backup(self, interval, NOW + patience, false, null, "");
    }

    private static RouterState master(Candidate self, long advertIn) {
        return new Master(self, NOW + advertIn, "");
    }

    private static Backup backupDue(long ago) {
        return new Backup(SELF, OTHER_INTERVAL, NOW - SKEW - ago, false, null, "started");
    }

    private static Master masterDue(long ago) {
        return new Master(SELF, NOW - ago, "no advert");
    }

    private static AdvertReceived heard(Candidate from) {
        return new AdvertReceived(from, OTHER_INTERVAL);
    }

    static Stream<Row> rows() {
        return Stream.of(initialize(), backup(), master(), beyond()).flatMap(rows -> rows);
    }

    private static Stream<Row> initialize() {
        return Stream.of(
                row(
                        "6.4.1",
                        "startup of the owner",
                        INITIALIZE,
                        new Startup(OWNER),
                        master(OWNER, INTERVAL),
                        advert(255),
                        ADD,
                        ANNOUNCE),
                row("6.4.1", "startup of another", INITIALIZE, new Startup(SELF), backup(SELF, INTERVAL, 3 * INTERVAL)),
                row("6.4.1", "adverts mean nothing", INITIALIZE, heard(HIGHER), INITIALIZE),
                row("6.4.1", "nor does time", INITIALIZE, new TimeReached(), INITIALIZE),
                row("6.4.1", "nor a priority", INITIALIZE, new SelfChanged(OWNER, ""), INITIALIZE),
                row("6.4.1", "shut down once more", INITIALIZE, new Shutdown("x"), INITIALIZE),
                row("6.4.1", "interface down", INITIALIZE, new InterfaceDown("x"), INITIALIZE));
    }

    private static Stream<Row> backup() {
        return Stream.of(
                row("6.4.2", "shutdown", BACKUP, new Shutdown("x"), INITIALIZE),
                row("6.4.2", "master down timer not over", backupDue(-1), new TimeReached(), backupDue(-1)),
                row(
                        "6.4.2",
                        "master down timer over",
                        backupDue(0),
                        new TimeReached(),
                        master(SELF, INTERVAL),
                        advert(100),
                        ADD,
                        ANNOUNCE),
                row("6.4.2", "priority 0: skew time", BACKUP, heard(STOPPING), backup(SELF, OTHER_INTERVAL, 0)),
                row(
                        "6.4.2",
                        "higher priority: its interval",
                        BACKUP,
                        heard(HIGHER),
                        backup(SELF, OTHER_INTERVAL, 3 * OTHER_INTERVAL)),
                row(
                        "6.4.2",
                        "equal priority",
                        BACKUP,
                        heard(EQUAL_BELOW),
                        backup(SELF, OTHER_INTERVAL, 3 * OTHER_INTERVAL)),
                row("6.4.2", "lower priority, preempt: discarded", BACKUP, heard(LOWER), BACKUP),
                row(
                        "6.4.2",
                        "lower priority, no preempt: heard",
                        NO_PREEMPT,
                        BACKUP,
                        heard(LOWER),
                        backup(SELF, OTHER_INTERVAL, 3 * OTHER_INTERVAL)),
                row(
                        "6.4.2",
                        "the last advert of one that gives way, no preempt: heard like a master's",
                        NO_PREEMPT,
                        BACKUP,
                        heard(LEAST),
                        backup(SELF, OTHER_INTERVAL, 3 * OTHER_INTERVAL)),
                row(
                        "6.4.2",
                        "priority 0, no preempt",
                        NO_PREEMPT,
                        BACKUP,
                        heard(STOPPING),
                        backup(SELF, OTHER_INTERVAL, 0)),
                row("6.4.2", "startup once more", BACKUP, new Startup(SELF), BACKUP));
    }

    private static Stream<Row> master() {
        return Stream.of(
                row("6.4.3", "shutdown", MASTER, new Shutdown("x"), INITIALIZE, advert(0), REMOVE),
                row("6.4.3", "advert timer not over", masterDue(-1), new TimeReached(), masterDue(-1)),
                row("6.4.3", "advert timer over", masterDue(0), new TimeReached(), master(SELF, INTERVAL), advert(100)),
                row(
                        "6.4.3",
                        "priority 0: advert at once",
                        MASTER,
                        heard(STOPPING),
                        master(SELF, INTERVAL),
                        advert(100),
                        ANNOUNCE_AGAIN),
                row(
                        "6.4.3",
                        "higher priority: its interval",
                        MASTER,
                        heard(HIGHER),
                        backup(SELF, OTHER_INTERVAL, 3 * OTHER_INTERVAL),
                        REMOVE,
                        LAST_ADVERT),
                row(
                        "6.4.3",
                        "equal priority, higher address (unsigned)",
                        MASTER,
                        heard(EQUAL_ABOVE),
                        backup(SELF, OTHER_INTERVAL, 3 * OTHER_INTERVAL),
                        REMOVE,
                        LAST_ADVERT),
                row(
                        "6.4.3",
                        "equal priority, lower address",
                        MASTER,
                        heard(EQUAL_BELOW),
                        master(SELF, INTERVAL),
                        advert(100),
                        ANNOUNCE_AGAIN),
                row(
                        "6.4.3",
                        "lower priority: asserted",
                        MASTER,
                        heard(LOWER),
                        master(SELF, INTERVAL),
                        advert(100),
                        ANNOUNCE_AGAIN),
                row(
                        "6.4.3",
                        "higher priority, no preempt of its own",
                        NO_PREEMPT,
                        MASTER,
                        heard(HIGHER),
                        backup(SELF, OTHER_INTERVAL, 3 * OTHER_INTERVAL),
                        REMOVE,
                        LAST_ADVERT),
                row("6.4.3", "startup once more", MASTER, new Startup(SELF), MASTER));
    }

    private static Stream<Row> beyond() {
        long second = 1000 * MS;
        return Stream.of(
                row("v2 6.4.1", "startup", V2, INITIALIZE, new Startup(SELF), backup(SELF, second, 3 * second)),
                row(
                        "v2 6.4.2",
                        "the interval is one's own",
                        V2,
                        new Backup(SELF, second, NOW, false, null, ""),
                        heard(HIGHER),
                        backup(SELF, second, 3 * second)),
                row(
                        "v2 6.4.3",
                        "lower priority: asserted as in version 3",
                        V2,
                        MASTER,
                        heard(LOWER),
                        master(SELF, second),
                        advert(100),
                        ANNOUNCE_AGAIN),
                row("interface", "down while backup", BACKUP, new InterfaceDown("x"), INITIALIZE),
                row(
                        "interface",
                        "down while master: nobody to tell",
                        MASTER,
                        new InterfaceDown("x"),
                        INITIALIZE,
                        REMOVE),
                row(
                        "health",
                        "lowered while backup: nothing breaks",
                        BACKUP,
                        new SelfChanged(LOWERED, ""),
                        backup(LOWERED, OTHER_INTERVAL, 50 * MS)),
                row(
                        "health",
                        "lowered while master: advertised",
                        MASTER,
                        new SelfChanged(LOWERED, ""),
                        master(LOWERED, 50 * MS)),
                row(
                        "health",
                        "a lowered master yields to the next advert that is higher",
                        new Master(LOWERED, NOW, ""),
                        heard(LOWER),
                        backup(LOWERED, OTHER_INTERVAL, 3 * OTHER_INTERVAL),
                        REMOVE,
                        LAST_ADVERT),
                row(
                        "health",
                        "an owner that serves again",
                        BACKUP,
                        new SelfChanged(OWNER, ""),
                        master(OWNER, INTERVAL),
                        advert(255),
                        ADD,
                        ANNOUNCE),
                row(
                        "late",
                        "three intervals since the last advert, and nobody heard: backup before it sends anything",
                        masterDue(2 * INTERVAL + 1),
                        new TimeReached(),
                        SILENT,
                        REMOVE),
                row(
                        "late",
                        "the first master that is heard after that has to announce itself",
                        SILENT,
                        heard(HIGHER),
                        backup(SELF, OTHER_INTERVAL, 3 * OTHER_INTERVAL),
                        LAST_ADVERT),
                row(
                        "late",
                        "so has one with a lower priority, whom this node will follow",
                        SILENT,
                        heard(LOWER),
                        backup(SELF, INTERVAL, 3 * INTERVAL),
                        LAST_ADVERT),
                row(
                        "late",
                        "the kernel may have taken the addresses back: backup before it sends anything",
                        MASTER,
                        new LeaseLapsed("x"),
                        SILENT,
                        REMOVE),
                row(
                        "late",
                        "so has the one there is, when this node leaves before it has heard it",
                        SILENT,
                        new Shutdown("x"),
                        INITIALIZE,
                        LAST_ADVERT),
                row("late", "no lease to lapse for a backup", BACKUP, new LeaseLapsed("x"), BACKUP),
                row(
                        "late",
                        "a backup that stood still waits for so much longer",
                        BACKUP,
                        new StoodStill(7 * MS),
                        backup(SELF, OTHER_INTERVAL, 57 * MS)),
                row("late", "a master that stood still hears first", MASTER, new StoodStill(7 * MS), MASTER),
                row("late", "standing still while out", INITIALIZE, new StoodStill(7 * MS), INITIALIZE),
                row("late", "no lease to lapse while out", INITIALIZE, new LeaseLapsed("x"), INITIALIZE),
                row(
                        "late",
                        "three intervals since the last advert, and a lower one heard: that one is master now",
                        masterDue(2 * INTERVAL + 1),
                        heard(LOWER),
                        backup(SELF, OTHER_INTERVAL, 3 * OTHER_INTERVAL),
                        REMOVE,
                        LAST_ADVERT),
                row(
                        "late",
                        "less than three intervals, and a lower one heard: asserted",
                        masterDue(2 * INTERVAL),
                        heard(LOWER),
                        master(SELF, INTERVAL),
                        advert(100),
                        ANNOUNCE_AGAIN),
                row(
                        "late",
                        "a little late: the next advert is not",
                        masterDue(30 * MS),
                        new TimeReached(),
                        master(SELF, INTERVAL - 30 * MS),
                        advert(100)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRowOfTheTables(Row row) {
        VrrpMachine machine =
                new VrrpMachine(row.settings().apply(RouterSettings.DEFAULT).build());
        VrrpStep step = machine.on(row.state(), row.event(), NOW);
        assertThat(withoutWhy(step.state())).isEqualTo(withoutWhy(row.next()));
        assertThat(step.actions()).isEqualTo(row.actions());
    }

    private static RouterState withoutWhy(RouterState state) {
        return switch (state) {
            case Initialize initialize -> new Initialize("");
            case Backup(Candidate self, long interval, long patience, boolean believed, Long preemptAt, String why) ->
                new Backup(self, interval, patience, believed, null, "");
            case Master(Candidate self, long advertAt, String why) -> new Master(self, advertAt, "");
        };
    }

    @Test
    void theMasterDownIntervalOfVersion3IsThreeIntervalsOfTheMasterAndTheSkewTime() {
        VrrpMachine machine = new VrrpMachine(RouterSettings.DEFAULT.build());
        RouterState heard = machine.on(BACKUP, heard(HIGHER), 0).state();
        assertThat(machine.deadline(heard, -1)).isEqualTo(3 * 256 * MS + 156 * MS);
    }

    @Test
    void theSkewTimeOfVersion2IsAFractionOfASecondWhateverTheInterval() {
        VrrpMachine machine = new VrrpMachine(RouterSettings.DEFAULT
                .version(2)
                .interval(Duration.ofSeconds(3))
                .build());
        RouterState started = machine.on(INITIALIZE, new Startup(SELF), 0).state();
        assertThat(machine.deadline(started, -1)).isEqualTo(9_000 * MS + 156 * 1_000 * MS / 256);
    }

    @Test
    void aLoweredPriorityLengthensTheSkewTimeThatIsLeft() {
        VrrpMachine machine = new VrrpMachine(RouterSettings.DEFAULT.build());
        RouterState lowered =
                machine.on(BACKUP, new SelfChanged(LOWERED, ""), NOW).state();
        assertThat(machine.deadline(lowered, -1) - machine.deadline(BACKUP, -1)).isEqualTo(10 * MS);
    }
}
