package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/types/known/timestamppb"

	"numerek/appliance/kiosk"
	numerekv1 "numerek/proto/numerek/v1"
)

// silentMonitor is one that is heard once, at the beginning of the tour.
const silentMonitor = "ekran-r2"

// fleet is the page on which the manager sees the devices.
const fleet = "devices"

// silence is how long the page may take to say so: the server gives devices two
// minutes after its start.
const silence = 150 * time.Second

// heardOnce lets a monitor that nobody has hung say that it is well, as the ones on
// the wall do every thirty seconds.
func (g *guide) heardOnce(ctx context.Context) error {
	conn, err := grpc.NewClient(g.parts.central.Devices, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	now := timestamppb.Now()
	_, err = numerekv1.NewHealthServiceClient(conn).ReportHealth(
		metadata.AppendToOutgoingContext(ctx, "numerek-device", silentMonitor),
		&numerekv1.ReportHealthRequest{DeviceTime: now, StartedAt: now, BootId: silentMonitor})
	return errors.Join(err, conn.Close())
}

// allDevices looks at the page of the devices while the kiosk has no paper and a
// monitor is silent.
func (g *guide) allDevices(ctx context.Context) error {
	if _, err := g.parts.printer.Do(ctx, "paper out"); err != nil {
		return err
	}
	g.citizen.Tell(kiosk.PrinterChanged{Conditions: []kiosk.Condition{kiosk.PaperOut}})
	if err := g.web.Open(fleet, g.page("/manage/devices"), of(managerName)); err != nil {
		return err
	}
	for card, trouble := range map[string]string{"#device-" + tourKiosk: "Brak papieru", "#device-" + silentMonitor: "Brak łączności"} {
		for began := time.Now(); ; {
			_, err := g.web.See(fleet, card, trouble)
			if err == nil {
				break
			}
			if time.Since(began) > silence || ctx.Err() != nil {
				return err
			}
		}
	}
	g.did("looked at the devices: no paper, and a monitor that is silent", 0)
	if err := g.web.Picture(fleet, filepath.Join(g.dir, "devices.png"), true); err != nil {
		return err
	}
	if _, err := g.parts.printer.Do(ctx, "paper in"); err != nil {
		return err
	}
	g.citizen.Tell(kiosk.PrinterChanged{})
	return nil
}
