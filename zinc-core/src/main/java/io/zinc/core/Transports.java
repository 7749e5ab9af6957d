package io.zinc.core;

import io.zinc.core.spi.Transport;
import io.zinc.core.spi.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.TreeSet;

/** Finds the transport of an address by its scheme. */
final class Transports {

    private Transports() {}

    /**
     * The transport of an address: one that was given, one that was loaded before, or one that the service loader knows.
     *
     * @param loaded what was loaded; grows by what is loaded now
     */
    static Transport find(String address, List<Transport> given, List<Transport> loaded) {
        int colon = address.indexOf("://");
        if (colon < 1) {
            throw new TransportException(
                    ZincException.Category.FIX_THE_CALL,
                    "'" + address + "' is no address; write SCHEME://PLACE, such as tcp://127.0.0.1:5570");
        }
        String scheme = address.substring(0, colon);
        for (List<Transport> transports : List.of(given, loaded)) {
            for (Transport transport : transports) {
                if (transport.schemes().contains(scheme)) {
                    return transport;
                }
            }
        }
        TreeSet<String> known = new TreeSet<>();
        List<Transport> others = new ArrayList<>();
        Transport found = null;
        for (Transport transport : ServiceLoader.load(Transport.class, Transport.class.getClassLoader())) {
            known.addAll(transport.schemes());
            if (found == null && transport.schemes().contains(scheme)) {
                found = transport;
            } else {
                others.add(transport);
            }
        }
        for (Transport other : others) {
            other.close();
        }
        if (found == null) {
            throw new TransportException(
                    ZincException.Category.FIX_THE_CALL,
                    "no transport for '" + address + "'; there are transports for " + known
                            + " (zinc-zeromq on the class path gives tcp)");
        }
        loaded.add(found);
        return found;
    }
}
