// Package night has no code: its tests go through whole patch days, from
// discover to confirm, on the stand-in and in virtual time. What holds for one
// stage is tested beside that stage; here is what has to hold in the morning.
package night
