package lb.admin.boot;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lb.admin.runtime.RuntimeSocket;
import lb.admin.upgrade.Passed;
import lb.admin.upgrade.Passed.What;
import lb.admin.upgrade.Upgrade;
import lb.ha.Tenure;
import lb.ha.linux.NodeLock;
import lb.proxy.Proxy;
import lb.proxy.loop.PassedListener;
import lb.proxy.settings.PassedSocket;
import lb.proxy.upstream.BackendPast;

/**
 * A running node as the old one of an upgrade.
 *
 * @param runtimes its runtime sockets
 */
record LeavingNode(
        String version, Proxy proxy, VrrpPeer peer, NodeLock lock, List<RuntimeSocket> runtimes, Succession succession)
        implements Upgrade.Node {
    @Override
    public JsonObject holdings() {
        return peer.holdings();
    }

    @Override
    public List<Passed> sockets() throws IOException {
        List<Passed> all = new ArrayList<>();
        try {
            for (PassedSocket listener : proxy.control().passOnListeners()) {
                all.add(new Passed(listener.descriptor(), What.LISTENER, listener.device()));
            }
            for (PassedSocket datagrams : proxy.passOnDatagrams()) {
                all.add(new Passed(datagrams.descriptor(), What.DATAGRAMS, ""));
            }
            for (RuntimeSocket runtime : runtimes) {
                all.add(new Passed(runtime.copy(), What.RUNTIME, runtime.where()));
            }
            if (lock.descriptor() >= 0) {
                all.add(new Passed(PassedListener.copyOf(lock.descriptor()), What.LOCK, ""));
            }
            return all;
        } catch (IOException e) {
            all.forEach(one -> PassedListener.close(one.descriptor()));
            throw e;
        }
    }

    @Override
    public List<BackendPast> past() {
        return proxy.past();
    }

    @Override
    public boolean passDevice(String to) throws IOException {
        return peer.passDevice(to);
    }

    @Override
    public List<Tenure> standStill() {
        return peer.standStill();
    }

    @Override
    public void goOn() {
        peer.goOn();
        lock.claim();
        proxy.control().keepListeners();
    }

    @Override
    public void depart(int pid) {
        succession.goesOn(pid);
        peer.depart();
        runtimes.forEach(RuntimeSocket::leave);
    }

    @Override
    public void end() {
        peer.leaveNodes();
        succession.end();
    }
}
