package lb.admin.boot;

import java.util.ArrayList;
import java.util.List;
import lb.proxy.Proxy;
import lb.proxy.ProxyControl;
import lb.proxy.listen.Frontend;

/** The frontends whose addresses a node lets go of for a while, for another process. One thread at a time. */
final class PausedFrontends {
    private final List<Frontend> paused = new ArrayList<>();

    /**
     * Lets go of the addresses of all frontends that can have them again; their clients stay.
     *
     * @param sharedPorts whether other processes listen on the same ones
     * @return the names of those that listened
     */
    List<String> pause(Proxy running, boolean sharedPorts) {
        ProxyControl control = running.control();
        for (Frontend frontend : control.frontends()) {
            boolean alone = sharedPorts || control.sharingPort(frontend) == null;
            if (control.canPause(frontend) && alone && control.pause(frontend, false)) {
                paused.add(frontend);
            }
        }
        return paused.stream().map(Frontend::name).toList();
    }

    /** Ends {@link #pause}. Returns what could not be bound again, in sentences. */
    List<String> resume(Proxy running) {
        List<String> problems = new ArrayList<>();
        paused.forEach(frontend -> problems.addAll(running.control().resume(frontend)));
        paused.clear();
        return problems;
    }
}
