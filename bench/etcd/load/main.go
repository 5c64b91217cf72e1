// Writers in a closed loop straight at etcd's leader, as bench/write-worker.ts has them at Parley's: 300-byte values,
// a warm-up, then so many seconds. Prints one line of JSON.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
)

const (
	valueBytes           = 300
	writersPerConnection = 64
	warmUp               = 1500 * time.Millisecond
)

type row struct {
	Clients   int     `json:"clients"`
	PerSecond float64 `json:"perSecond"`
	P50Ms     float64 `json:"p50Ms"`
	P99Ms     float64 `json:"p99Ms"`
	MaxMs     float64 `json:"maxMs"`
	LoadCores float64 `json:"loadCores"`
	Failed    int64   `json:"failed"`
}

func main() {
	endpoints := flag.String("endpoints", "", "host:port of every member's client port, comma separated")
	writers := flag.Int("clients", 64, "writers in a closed loop")
	seconds := flag.Float64("seconds", 5, "measured after the warm-up")
	flag.Parse()
	if err := json.NewEncoder(os.Stdout).Encode(measure(leaderOf(strings.Split(*endpoints, ",")), *writers, *seconds)); err != nil {
		log.Fatal(err)
	}
}

func dial(endpoints ...string) *clientv3.Client {
	client, err := clientv3.New(clientv3.Config{Endpoints: endpoints, DialTimeout: 5 * time.Second})
	if err != nil {
		log.Fatal(err)
	}
	return client
}

func leaderOf(endpoints []string) string {
	client := dial(endpoints...)
	defer client.Close()
	for tries := 0; tries < 100; tries++ {
		for _, endpoint := range endpoints {
			ctx, cancel := context.WithTimeout(context.Background(), time.Second)
			status, err := client.Status(ctx, endpoint)
			cancel()
			if err == nil && status.Leader != 0 && status.Header.MemberId == status.Leader {
				return endpoint
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	log.Fatal("etcd has no leader")
	return ""
}

func measure(leader string, writers int, seconds float64) row {
	clients := make([]*clientv3.Client, (writers+writersPerConnection-1)/writersPerConnection)
	for at := range clients {
		clients[at] = dial(leader)
	}
	value := strings.Repeat(".", valueBytes)
	var measuring, over atomic.Bool
	var failed atomic.Int64
	var lock sync.Mutex
	var all []float64
	var running sync.WaitGroup
	for writer := range writers {
		running.Add(1)
		go func() {
			defer running.Done()
			var own []float64
			for number := 0; !over.Load(); number++ {
				startedAt := time.Now()
				_, err := clients[writer%len(clients)].Put(context.Background(), fmt.Sprintf("w%d/%d", writer, number), value)
				if err != nil {
					failed.Add(1)
				} else if measuring.Load() {
					own = append(own, float64(time.Since(startedAt).Microseconds())/1000)
				}
			}
			lock.Lock()
			all = append(all, own...)
			lock.Unlock()
		}()
	}
	time.Sleep(warmUp)
	measuring.Store(true)
	before := cpuSeconds()
	time.Sleep(time.Duration(seconds * float64(time.Second)))
	over.Store(true)
	cpu := cpuSeconds() - before
	running.Wait()
	sort.Float64s(all)
	if len(all) == 0 {
		log.Fatal("nothing was acknowledged")
	}
	at := func(share float64) float64 { return all[min(len(all)-1, int(share*float64(len(all))))] }
	return row{writers, float64(int(float64(len(all)) / seconds)), at(0.5), at(0.99), at(1), cpu / seconds, failed.Load()}
}

func cpuSeconds() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}
