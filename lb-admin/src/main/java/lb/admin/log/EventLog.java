package lb.admin.log;

import java.util.regex.Pattern;
import lb.admin.config.LogTarget.Level;
import lb.ha.HaEvents;
import lb.ha.Transition;
import lb.ha.cloud.CloudEvents;
import lb.ha.lifeline.LifelineEvents;
import lb.proxy.health.AddressChange;
import lb.proxy.health.ServerEvent;
import lb.proxy.health.ServerEvents;
import lb.proxy.health.ServerState.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what happens to servers and virtual routers: to the log targets with HAProxy's words and priorities, and to the
 * person who watches the process. Never blocks, so it may be called on event loops, the HA thread and that of clouds.
 */
public final class EventLog implements ServerEvents, HaEvents, CloudEvents, LifelineEvents {
    private static final Logger SERVERS = LoggerFactory.getLogger("lb.servers");
    private static final Logger HA = LoggerFactory.getLogger("lb.ha");
    private static final Logger TLS = LoggerFactory.getLogger("lb.tls");
    private static final Logger OTLP = LoggerFactory.getLogger("lb.otlp");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cc}");

    private final LogSinks sinks;

    public EventLog(LogSinks sinks) {
        this.sinks = sinks;
    }

    @Override
    public void changed(ServerEvent event) {
        tell(SERVERS, event.isLoss() ? Level.ALERT : Level.NOTICE, EventLine.of(event));
        boolean remains = event.from().admin() != Admin.READY && event.to().admin() == Admin.DRAIN;
        if (remains) {
            tell(SERVERS, Level.NOTICE, EventLine.remainsInDrain(event));
        }
        if (event.lastServer()) {
            tell(SERVERS, Level.EMERG, EventLine.noServerAvailable(event.backend()));
        }
    }

    @Override
    public void moved(AddressChange change) {
        tell(SERVERS, Level.NOTICE, EventLine.of(change));
    }

    @Override
    public void grown(String backend, String server) {
        tell(SERVERS, Level.NOTICE, EventLine.grown(backend, server));
    }

    @Override
    public void changed(Transition transition) {
        tell(HA, Level.NOTICE, EventLine.of(transition));
    }

    @Override
    public void priorityChanged(String virtualRouter, int from, int to, String why) {
        tell(HA, Level.NOTICE, EventLine.priority(virtualRouter, from, to, why));
    }

    /** No line: the addresses stay where they were, and there may be many. */
    @Override
    public void contested(String virtualRouter) {}

    @Override
    public void warning(String sentence) {
        tell(HA, Level.WARNING, sentence);
    }

    @Override
    public void told(String sentence) {
        tell(HA, Level.NOTICE, sentence);
    }

    @Override
    public void failed(String sentence) {
        tell(HA, Level.ALERT, sentence);
    }

    @Override
    public void notice(String sentence) {
        tell(HA, Level.NOTICE, sentence);
    }

    /** Tells what becomes of figures and spans that go to a collector. */
    public void ofCollector(String sentence) {
        tell(OTLP, Level.WARNING, sentence);
    }

    /** Tells what has become of changed files of TLS. */
    public void ofCertificates(String sentence) {
        tell(TLS, Level.NOTICE, sentence);
    }

    /** Tells what somebody has to mend about files of TLS. */
    public void ofBadCertificates(String sentence) {
        tell(TLS, Level.WARNING, sentence);
    }

    private void tell(Logger logger, Level level, String raw) {
        // A reason may quote what a server answered, and the person's terminal would obey it.
        String sentence = CONTROL.matcher(raw).replaceAll("?");
        sinks.event(level, sentence);
        sinks.aside(() -> {
            if (level.compareTo(Level.ERR) <= 0) {
                logger.error(sentence);
            } else if (level == Level.WARNING) {
                logger.warn(sentence);
            } else {
                logger.info(sentence);
            }
        });
    }
}
